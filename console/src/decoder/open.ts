import { id_data, id_encryptedData, type ContentInfo } from '@peculiar/asn1-cms';
import { AuthenticatedSafe, CertBag, PFX, SafeContents, id_certBag, id_keyBag, id_pkcs8ShroudedKeyBag, id_x509Certificate, type SafeBag } from '@peculiar/asn1-pfx';
import { EncryptedPrivateKeyInfo } from '@peculiar/asn1-pkcs8';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { decode, type Decoded } from './decode';
import type { Block } from './input';
import { UnknownEncryption, decryptedData, decryptedKey } from './passphrase';

export type Opened = { outcome: 'open'; contents: Decoded[] } | { outcome: 'wrong_passphrase' } | { outcome: 'unknown_encryption' };

const octets = (der: BufferSource) => new Uint8Array(AsnConvert.parse(der, OctetString).buffer);

async function bag(it: SafeBag, passphrase: string): Promise<Decoded[]> {
  if (it.bagId === id_certBag) {
    const certificate = AsnConvert.parse(it.bagValue, CertBag);
    return certificate.certId === id_x509Certificate ? [await decode({ der: octets(certificate.certValue) })] : [];
  }
  if (it.bagId === id_pkcs8ShroudedKeyBag) {
    return [await decode({ der: await decryptedKey(AsnConvert.parse(it.bagValue, EncryptedPrivateKeyInfo), passphrase) })];
  }
  return [await decode({ der: new Uint8Array(it.bagValue), label: it.bagId === id_keyBag ? 'PRIVATE KEY' : it.bagId })];
}

async function contents(it: ContentInfo, passphrase: string): Promise<Decoded[]> {
  let der: Uint8Array<ArrayBuffer>;
  if (it.contentType === id_data) {
    der = octets(it.content);
  } else if (it.contentType === id_encryptedData) {
    der = await decryptedData(it.content, passphrase);
  } else {
    throw new UnknownEncryption();
  }
  const found: Decoded[] = [];
  for (const each of AsnConvert.parse(der, SafeContents)) {
    found.push(...(await bag(each, passphrase)));
  }
  return found;
}

async function opened(block: Block, kind: Decoded['kind'], passphrase: string): Promise<Decoded[]> {
  if (kind === 'encrypted_key') {
    return [await decode({ der: await decryptedKey(AsnConvert.parse(block.der, EncryptedPrivateKeyInfo), passphrase) })];
  }
  const safe = AsnConvert.parse(octets(AsnConvert.parse(block.der, PFX).authSafe.content), AuthenticatedSafe);
  const found: Decoded[] = [];
  for (const each of safe) {
    found.push(...(await contents(each, passphrase)));
  }
  return found;
}

/** Opens a PKCS#12 file or an encrypted key, in the browser like all the rest. */
export async function open(block: Block, kind: Decoded['kind'], passphrase: string): Promise<Opened> {
  try {
    return { outcome: 'open', contents: await opened(block, kind, passphrase) };
  } catch (problem) {
    if (problem instanceof UnknownEncryption) {
      return { outcome: 'unknown_encryption' };
    }
    // WrongPassphrase, or what a wrong key decrypts to: it may by chance have good padding, and is no DER then.
    return { outcome: 'wrong_passphrase' };
  }
}
