import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { EncryptedContentInfo } from '@peculiar/asn1-cms';
import { EncryptedPrivateKeyInfo } from '@peculiar/asn1-pkcs8';
import { AsnConvert, AsnProp, AsnPropTypes, OctetString } from '@peculiar/asn1-schema';

/**
 * What a passphrase opens: PBES2 with PBKDF2 and AES-CBC (RFC 8018 §6.2), which is what openssl 3, the JDK and Windows write today. Older methods need ciphers that browsers do not have.
 */
const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const HASHES: Record<string, string> = {
  '1.2.840.113549.2.7': 'SHA-1', '1.2.840.113549.2.9': 'SHA-256', '1.2.840.113549.2.10': 'SHA-384', '1.2.840.113549.2.11': 'SHA-512',
};
const KEY_BITS: Record<string, number> = {
  '2.16.840.1.101.3.4.1.2': 128, '2.16.840.1.101.3.4.1.22': 192, '2.16.840.1.101.3.4.1.42': 256,
};
/** More would keep the browser busy for minutes, and nobody who means well asks for it. */
const MOST_ITERATIONS = 10_000_000;

export class UnknownEncryption extends Error {}
export class WrongPassphrase extends Error {}

/** `PBES2-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier }` */
class Pbes2Params {
  keyDerivationFunc = new AlgorithmIdentifier();
  encryptionScheme = new AlgorithmIdentifier();
}
AsnProp({ type: AlgorithmIdentifier })(Pbes2Params.prototype, 'keyDerivationFunc');
AsnProp({ type: AlgorithmIdentifier })(Pbes2Params.prototype, 'encryptionScheme');

/** `PBKDF2-params ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER, keyLength INTEGER OPTIONAL, prf AlgorithmIdentifier DEFAULT hmacWithSHA1 }` */
class Pbkdf2Params {
  salt = new OctetString();
  iterationCount = 0;
  keyLength?: number;
  prf?: AlgorithmIdentifier;
}
AsnProp({ type: OctetString })(Pbkdf2Params.prototype, 'salt');
AsnProp({ type: AsnPropTypes.Integer })(Pbkdf2Params.prototype, 'iterationCount');
AsnProp({ type: AsnPropTypes.Integer, optional: true })(Pbkdf2Params.prototype, 'keyLength');
AsnProp({ type: AlgorithmIdentifier, optional: true })(Pbkdf2Params.prototype, 'prf');

/** `EncryptedData ::= SEQUENCE { version INTEGER, encryptedContentInfo EncryptedContentInfo, ... }` (RFC 5652 §8) */
class EncryptedData {
  version = 0;
  encryptedContentInfo = new EncryptedContentInfo();
}
AsnProp({ type: AsnPropTypes.Integer })(EncryptedData.prototype, 'version');
AsnProp({ type: EncryptedContentInfo })(EncryptedData.prototype, 'encryptedContentInfo');

async function decrypt(algorithm: AlgorithmIdentifier, content: BufferSource, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  if (algorithm.algorithm !== PBES2 || !algorithm.parameters) {
    throw new UnknownEncryption();
  }
  const scheme = AsnConvert.parse(algorithm.parameters, Pbes2Params);
  const bits = KEY_BITS[scheme.encryptionScheme.algorithm];
  if (scheme.keyDerivationFunc.algorithm !== PBKDF2 || !scheme.keyDerivationFunc.parameters || bits === undefined || !scheme.encryptionScheme.parameters) {
    throw new UnknownEncryption();
  }
  const derivation = AsnConvert.parse(scheme.keyDerivationFunc.parameters, Pbkdf2Params);
  const hash = derivation.prf ? HASHES[derivation.prf.algorithm] : 'SHA-1';
  if (hash === undefined || derivation.iterationCount > MOST_ITERATIONS) {
    throw new UnknownEncryption();
  }
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(passphrase), 'PBKDF2', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash, salt: derivation.salt.buffer, iterations: derivation.iterationCount },
    secret,
    { name: 'AES-CBC', length: bits },
    false,
    ['decrypt'],
  );
  const iv = AsnConvert.parse(scheme.encryptionScheme.parameters, OctetString).buffer;
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, key, content));
  } catch {
    // The padding is wrong, which is all that shows a wrong key.
    throw new WrongPassphrase();
  }
}

/** Opens the encrypted contents of a PKCS#12 file. */
export function decryptedData(encryptedData: BufferSource, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  const info = AsnConvert.parse(encryptedData, EncryptedData).encryptedContentInfo;
  const content = info.encryptedContent;
  const pieces = content?.value ? [content.value] : (content?.constructedValue ?? []);
  const whole = new Blob(pieces.map((piece) => piece.buffer));
  return whole.arrayBuffer().then((bytes) => decrypt(info.contentEncryptionAlgorithm, bytes, passphrase));
}

/** Opens an encrypted private key; the result is a PrivateKeyInfo. */
export function decryptedKey(key: EncryptedPrivateKeyInfo, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  return decrypt(key.encryptionAlgorithm, key.encryptedData.buffer, passphrase);
}
