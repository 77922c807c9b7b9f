export { Certificates } from './Certificates';
export { Certificate } from './Certificate';
export { RequestCertificate } from './RequestCertificate';
