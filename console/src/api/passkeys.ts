import { answered, api } from './client';

type Json = Record<string, never>;

/** Whether this browser can use passkeys, and says them in JSON by itself (WebAuthn Level 3). */
export const passkeysWork =
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Signs in by a passkey; throws what the browser throws where the person gives up. */
export async function signInByPasskey() {
  const options = await answered(api.POST('/api/v1/session/passkey/options'));
  const credential = await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON),
  });
  const body = { credential: (credential as PublicKeyCredential).toJSON() as Json };
  return answered(api.POST('/api/v1/session/passkey', { body }));
}

export async function registerPasskey(name: string, password: string | undefined) {
  const options = await answered(api.POST('/api/v1/me/passkeys/options', { body: password ? { password } : {} }));
  const credential = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON),
  });
  const body = { name, credential: (credential as PublicKeyCredential).toJSON() as Json };
  return answered(api.POST('/api/v1/me/passkeys', { body }));
}
