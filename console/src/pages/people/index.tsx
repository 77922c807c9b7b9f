export { ServiceUsers, Users } from './Lists';
export { EditServiceUser, EditUser, NewServiceUser, NewUser } from './PersonForm';
export { User } from './User';
export { ServiceUser } from './ServiceUser';
