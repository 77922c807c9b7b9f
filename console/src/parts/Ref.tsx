import { Link } from 'react-router';
import { paths } from '../paths';
import { useNameOf, type Choice } from './ResourceSelect';

const WHERE: Record<Choice, (id: string) => string> = {
  divisions: paths.division,
  profiles: paths.profile,
  templates: paths.template,
  policies: paths.policy,
  authenticationPolicies: paths.authenticationPolicy,
  groups: paths.group,
  devices: paths.device,
  authorities: paths.authority,
};

/** A link to an object, by its name where it may be seen, by its id otherwise. */
export function Ref({ of, id }: { of: Choice; id: string }) {
  const name = useNameOf(of, id);
  return name.isError ? <span className="crest-mono">{id}</span> : <Link to={WHERE[of](id)}>{name.data?.name ?? '…'}</Link>;
}
