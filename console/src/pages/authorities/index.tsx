export { Authorities } from './Authorities';
export { Authority } from './Authority';
export { ImportAuthority, NewAuthority } from './AuthorityForm';
