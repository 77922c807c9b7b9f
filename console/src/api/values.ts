/** The values that fields of the API take, in the order in which forms offer them. */

export const KEY_TYPES = [
  'ec_p256', 'ec_p384', 'ec_p521', 'rsa_2048', 'rsa_3072', 'rsa_4096', 'ed25519', 'ed448', 'ml_dsa_44', 'ml_dsa_65', 'ml_dsa_87',
] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** Names of key types are the same in every language. */
export const KEY_NAMES: Record<KeyType, string> = {
  ec_p256: 'ECDSA P-256', ec_p384: 'ECDSA P-384', ec_p521: 'ECDSA P-521', rsa_2048: 'RSA 2048', rsa_3072: 'RSA 3072', rsa_4096: 'RSA 4096',
  ed25519: 'Ed25519', ed448: 'Ed448', ml_dsa_44: 'ML-DSA-44', ml_dsa_65: 'ML-DSA-65', ml_dsa_87: 'ML-DSA-87',
};

export const KEY_OPTIONS = KEY_TYPES.map((value) => ({ value, label: KEY_NAMES[value] }));

export const METHODS = ['est', 'single_request', 'batch_request'] as const;
export const KEYPAIRS = ['local', 'server_side', 'customizable'] as const;
export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const CERTIFICATE_STATES = ['valid', 'expired', 'superseded', 'suspended', 'revoked'] as const;
export const DEVICE_STATES = ['registered', 'provisioned', 'disabled', 'deleted'] as const;
export const ROLES = [
  'system_administrator', 'solution_administrator', 'device_administrator', 'device_creator', 'approver', 'auditor',
] as const;
export const REVOCATION_REASONS = [
  'unspecified', 'key_compromise', 'affiliation_changed', 'superseded', 'cessation_of_operation', 'privilege_withdrawn', 'ca_compromise', 'aa_compromise',
] as const;

/** The common name of a subject as the API writes it, which is RFC 4514; nothing where it has none. */
export function commonName(subject: string): string | undefined {
  const found = /(?:^|[,+])\s*CN=((?:\\.|[^\\,+])+)/.exec(subject)?.[1];
  return found?.replaceAll(/\\(.)/g, '$1');
}
