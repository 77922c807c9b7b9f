import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answered, api, carry, type Schemas } from './client';
import { ApiProblem } from './problem';

export type Session = Schemas['SessionView'];
export type Permission = NonNullable<Schemas['AccountPermissions']['permissions']>[number];

const ACCOUNT = 'crest.account';

export const SESSION_KEY = ['session'] as const;

/** The account that is shown: the one chosen before, else the first. */
export function currentAccount(session: Session) {
  const accounts = session.accounts ?? [];
  const chosen = localStorage.getItem(ACCOUNT);
  return accounts.find((account) => account.account_id === chosen) ?? accounts[0];
}

export function chooseAccount(id: string) {
  localStorage.setItem(ACCOUNT, id);
}

/** Takes a session into use: from now on requests carry its token. */
export function adopt(session: Session) {
  carry(session.csrf_token, currentAccount(session)?.account_id);
  return session;
}

async function load(): Promise<Session | null> {
  try {
    return adopt(await answered(api.GET('/api/v1/session')));
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 401) {
      return null;
    }
    throw problem;
  }
}

/** Who is signed in; `null` for nobody. */
export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: load, staleTime: 60_000, retry: false });
}

/** What the signed-in person may do in the account that is shown. */
export function usePermissions(): ReadonlySet<Permission> {
  const client = useQueryClient();
  const session = client.getQueryData<Session | null>(SESSION_KEY);
  return new Set(session ? (currentAccount(session)?.permissions ?? []) : []);
}
