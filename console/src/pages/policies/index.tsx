export { Policies } from './Policies';
export { Policy } from './Policy';
export { EditPolicy, NewPolicy } from './PolicyForm';
