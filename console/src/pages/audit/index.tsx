export { Audit } from './Audit';
export { AuditEvent } from './AuditEvent';
