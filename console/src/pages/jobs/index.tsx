export { Jobs } from './Jobs';
export { Job } from './Job';
export { NewJob } from './NewJob';
