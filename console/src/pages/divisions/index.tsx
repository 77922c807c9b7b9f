export { Divisions } from './Divisions';
export { Division } from './Division';
export { EditDivision, NewDivision } from './DivisionForm';
