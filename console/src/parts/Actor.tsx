import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answered, api } from '../api/client';
import { usePermissions } from '../api/session';
import { paths } from '../paths';

/** Who did something, as the log has it: a kind and an id, or a word such as `system`. By name, where it may be seen and still is there. */
export function Actor({ actor }: { actor: string }) {
  const may = usePermissions();
  const [, kind = '', id = ''] = /^(user|service-user):(.+)$/.exec(actor) ?? [];
  const params = { path: { id } };
  const known = useQuery({
    queryKey: ['name', kind, id],
    queryFn: () => (kind === 'user' ? answered(api.GET('/api/v1/users/{id}', { params })) : answered(api.GET('/api/v1/service-users/{id}', { params }))),
    enabled: id !== '' && may.has('user_read'),
    staleTime: 30_000,
    retry: false,
  });
  if (!known.data) {
    return <span className="crest-mono">{actor}</span>;
  }
  return <Link title={actor} to={kind === 'user' ? paths.user(id) : paths.serviceUser(id)}>{known.data.name}</Link>;
}
