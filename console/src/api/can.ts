import type { Schemas } from './client';
import type { Permission } from './session';

/** Why something cannot be done: a key of the `reason` texts. */
export type Reason =
  | 'role'
  | 'deleted'
  | 'disabled'
  | 'enabled'
  | 'not_deleted'
  | 'revoked'
  | 'expired'
  | 'suspended'
  | 'not_suspended'
  | 'superseded'
  | 'finished'
  | 'shipped'
  | 'pending'
  | 'not_disabled'
  | 'no_grant'
  | 'self';

/** What somebody may do, by permission; the server decides, this only spares the try. */
export type Permissions = ReadonlySet<Permission>;

type Rule<T> = (subject: T) => Reason | undefined;

/** A rule is a permission and what the object has to be like. */
function rule<T>(permission: Permission, state: Rule<T> = () => undefined) {
  return (may: Permissions, subject: T): Reason | undefined =>
    may.has(permission) ? state(subject) : 'role';
}

interface Switched {
  status: 'active' | 'disabled' | 'deleted';
}

function switching(permission: Permission) {
  return {
    edit: rule<Switched>(permission, (it) => (it.status === 'deleted' ? 'deleted' : undefined)),
    enable: rule<Switched>(permission, (it) =>
      it.status === 'deleted' ? 'deleted' : it.status === 'active' ? 'enabled' : undefined,
    ),
    disable: rule<Switched>(permission, (it) =>
      it.status === 'deleted' ? 'deleted' : it.status === 'disabled' ? 'disabled' : undefined,
    ),
    remove: rule<Switched>(permission, (it) => (it.status === 'deleted' ? 'deleted' : undefined)),
    restore: rule<Switched>(permission, (it) =>
      it.status === 'deleted' ? undefined : 'not_deleted',
    ),
  };
}

type Certificate = Pick<Schemas['CertificateView'], 'status'>;
type Device = Pick<Schemas['DeviceView'], 'state' | 'granted_until'>;

/** Server: `Withdrawal`, what may become of a certificate. */
export const certificateCan = {
  revoke: rule<Certificate>('certificate_revoke', ({ status }) =>
    status === 'revoked' ? 'revoked' : status === 'expired' ? 'expired' : undefined,
  ),
  suspend: rule<Certificate>('certificate_revoke', ({ status }) =>
    status === 'revoked' || status === 'expired' || status === 'suspended' ? status : undefined,
  ),
  resume: rule<Certificate>('certificate_revoke', ({ status }) =>
    status === 'suspended' ? undefined : 'not_suspended',
  ),
  renew: rule<Certificate>('certificate_renew', ({ status }) =>
    status === 'revoked' || status === 'suspended' ? status : undefined,
  ),
};

/** Server: `DeviceStates`. */
export const deviceCan = {
  edit: rule<Device>('device_change', ({ state }) => (state === 'deleted' ? 'deleted' : undefined)),
  disable: rule<Device>('device_change', ({ state }) =>
    state === 'disabled' || state === 'deleted' ? state : undefined,
  ),
  enable: rule<Device>('device_change', ({ state }) =>
    state === 'disabled' ? undefined : state === 'deleted' ? 'deleted' : 'enabled',
  ),
  remove: rule<Device>('device_change', ({ state }) =>
    state === 'disabled' ? undefined : state === 'deleted' ? 'deleted' : 'not_disabled',
  ),
  grant: rule<Device>('device_change', ({ state }) =>
    state === 'disabled' || state === 'deleted' ? state : undefined,
  ),
  withdrawGrant: rule<Device>('device_change', ({ granted_until }) =>
    granted_until ? undefined : 'no_grant',
  ),
};

export const policyCan = switching('policy_change');
export const authenticationPolicyCan = switching('authentication_policy_change');
export const profileCan = switching('profile_change');
export const templateCan = switching('template_change');

/** Server: `CertificateAuthorityController`. */
export const authorityCan = {
  change: rule<Schemas['CertificateAuthorityView']>('authority_change'),
  renew: rule<Schemas['CertificateAuthorityView']>('authority_change', ({ status }) =>
    status === 'pending' ? 'pending' : undefined,
  ),
  enable: rule<Schemas['CertificateAuthorityView']>('authority_change', ({ status }) =>
    status === 'disabled' ? undefined : status === 'pending' ? 'pending' : 'enabled',
  ),
  disable: rule<Schemas['CertificateAuthorityView']>('authority_change', ({ status }) =>
    status === 'enabled' ? undefined : status === 'pending' ? 'pending' : 'disabled',
  ),
};

/** Server: `JobController.cancel`. */
export const jobCan = {
  cancel: rule<Pick<Schemas['JobView'], 'status'>>('job_cancel', ({ status }) =>
    status === 'done' || status === 'cancelled' ? 'finished' : undefined,
  ),
};
