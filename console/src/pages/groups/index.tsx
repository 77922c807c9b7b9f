export { Groups } from './Groups';
export { Group } from './Group';
export { EditGroup, NewGroup } from './GroupForm';
export { EditAssignment, NewAssignment } from './AssignmentForm';
