import { Link } from 'react-router';
import { paths } from '../paths';

/** Where the things are shown that the log speaks of. Some have no page of their own. */
const WHERE: Record<string, (id: string) => string> = {
  certificate: paths.certificate,
  device: paths.device,
  'device-group': paths.group,
  division: paths.division,
  job: paths.job,
  user: paths.user,
  'service-user': paths.serviceUser,
  'certificate-authority': paths.authority,
  'certificate-management-policy': paths.policy,
  'certificate-profile': paths.profile,
  'certificate-template': paths.template,
  'authentication-policy': paths.authenticationPolicy,
};

/** What something was done to: its kind, which leads to its page where it has one. */
export function Resource({ type, id }: { type: string; id: string | undefined }) {
  const where = WHERE[type];
  return where && id ? <Link title={id} to={where(id)}>{type}</Link> : <span title={id}>{type}</span>;
}
