import 'reflect-metadata';
import { id_encryptedData, type ContentInfo } from '@peculiar/asn1-cms';
import { ECPrivateKey } from '@peculiar/asn1-ecc';
import { AuthenticatedSafe, PFX } from '@peculiar/asn1-pfx';
import { EncryptedPrivateKeyInfo, PrivateKeyInfo } from '@peculiar/asn1-pkcs8';
import { RSAPrivateKey } from '@peculiar/asn1-rsa';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, Pkcs10CertificateRequest, SubjectAlternativeNameExtension, TextConverter, X509Certificate,
  X509Certificates, X509Crl, type Extension,
} from '@peculiar/x509';
import { hex, pemOf, type Block } from './input';

export type Kind = 'certificate' | 'request' | 'crl' | 'pkcs7' | 'pkcs12' | 'private_key' | 'encrypted_key' | 'unknown';

export type Field =
  | 'subject' | 'issuer' | 'serial' | 'not_before' | 'not_after' | 'key' | 'signature' | 'sans' | 'sha256' | 'sha1' | 'key_sha256' | 'this_update' | 'next_update'
  | 'revoked' | 'certificates' | 'algorithm' | 'encryption' | 'mac' | 'contents' | 'attributes' | 'bytes';

export type Warning =
  | 'expired' | 'not_yet_valid' | 'weak_key' | 'weak_signature' | 'short_serial' | 'no_sans' | 'ca_without_sign' | 'bad_proof' | 'crl_old' | 'key_exposed';

export interface Fact {
  field: Field;
  value: string;
  mono?: boolean;
  time?: boolean;
}

export interface ShownExtension {
  oid: string;
  name: string;
  critical: boolean;
  text: string;
}

/** One object, ready to be shown. */
export interface Decoded {
  kind: Kind;
  title: string;
  facts: Fact[];
  extensions: ShownExtension[];
  warnings: Warning[];
  pem?: string;
  children: Decoded[];
}

const EXTENSIONS: Record<string, string> = {
  '2.5.29.14': 'Subject Key Identifier', '2.5.29.15': 'Key Usage', '2.5.29.17': 'Subject Alternative Name', '2.5.29.18': 'Issuer Alternative Name',
  '2.5.29.19': 'Basic Constraints', '2.5.29.20': 'CRL Number', '2.5.29.21': 'Reason Code', '2.5.29.30': 'Name Constraints', '2.5.29.31': 'CRL Distribution Points',
  '2.5.29.32': 'Certificate Policies', '2.5.29.35': 'Authority Key Identifier', '2.5.29.36': 'Policy Constraints', '2.5.29.37': 'Extended Key Usage',
  '1.3.6.1.5.5.7.1.1': 'Authority Information Access', '1.3.6.1.5.5.7.1.24': 'TLS Feature', '1.3.6.1.4.1.11129.2.4.2': 'Signed Certificate Timestamps',
};

const ALGORITHMS: Record<string, string> = {
  '1.2.840.113549.1.1.1': 'RSA', '1.2.840.10045.2.1': 'EC', '1.3.101.112': 'Ed25519', '1.3.101.113': 'Ed448', '1.3.101.110': 'X25519',
  '2.16.840.1.101.3.4.3.17': 'ML-DSA-44', '2.16.840.1.101.3.4.3.18': 'ML-DSA-65', '2.16.840.1.101.3.4.3.19': 'ML-DSA-87',
  '1.2.840.113549.1.5.13': 'PBES2', '1.2.840.113549.1.12.1.3': 'PBE-SHA1-3DES', '1.2.840.113549.1.12.1.6': 'PBE-SHA1-RC2-40',
  '2.16.840.1.101.3.4.2.1': 'SHA-256', '1.3.14.3.2.26': 'SHA-1',
};

function algorithmName(oid: string): string {
  return ALGORITHMS[oid] ?? oid;
}

async function digest(algorithm: string, bytes: BufferSource): Promise<string> {
  return hex(await crypto.subtle.digest(algorithm, bytes));
}

interface Named {
  name?: string;
  namedCurve?: string;
  modulusLength?: number;
  hash?: { name?: string } | string;
}

function keyText(algorithm: Named): string {
  return [algorithm.name === 'RSASSA-PKCS1-v1_5' ? 'RSA' : algorithm.name, algorithm.namedCurve, algorithm.modulusLength].filter(Boolean).join(' ');
}

function signatureText(algorithm: Named): string {
  const hash = typeof algorithm.hash === 'string' ? algorithm.hash : algorithm.hash?.name;
  return [algorithm.name, hash].filter(Boolean).join(' · ');
}

function extensionsOf(extensions: Extension[]): ShownExtension[] {
  return extensions.map((extension) => {
    let text: string;
    try {
      const object = extension.toTextObject();
      text = TextConverter.serialize(object).split('\n').slice(1).map((line) => line.replace(/^ {2}/, '')).join('\n').trim();
    } catch {
      text = hex(extension.value);
    }
    return { oid: extension.type, name: EXTENSIONS[extension.type] ?? extension.type, critical: extension.critical, text };
  });
}

function sansOf(extensions: Extension[]): string {
  const found = extensions.find((each) => each instanceof SubjectAlternativeNameExtension);
  return found ? found.names.items.map((name) => `${name.type}:${name.value}`).join(', ') : '';
}

function weak(key: Named, signature: Named): Warning[] {
  const warnings: Warning[] = [];
  if (key.modulusLength !== undefined && key.modulusLength < 2048) {
    warnings.push('weak_key');
  }
  if (/SHA-?1$|MD5/i.test(signatureText(signature))) {
    warnings.push('weak_signature');
  }
  return warnings;
}

function certificateWarnings(certificate: X509Certificate, now: Date): Warning[] {
  const warnings = weak(certificate.publicKey.algorithm, certificate.signatureAlgorithm);
  if (certificate.notAfter < now) {
    warnings.push('expired');
  }
  if (certificate.notBefore > now) {
    warnings.push('not_yet_valid');
  }
  if (certificate.serialNumber.length < 16) {
    warnings.push('short_serial');
  }
  const authority = certificate.getExtension(BasicConstraintsExtension)?.ca ?? false;
  const usage = certificate.getExtension(KeyUsagesExtension);
  if (authority && usage && (usage.usages & KeyUsageFlags.keyCertSign) === 0) {
    warnings.push('ca_without_sign');
  }
  const ekus = certificate.extensions.find((each) => each.type === '2.5.29.37');
  if (!authority && ekus && sansOf(certificate.extensions) === '' && TextConverter.serialize(ekus.toTextObject()).includes('Server')) {
    warnings.push('no_sans');
  }
  return warnings;
}

async function certificateOf(certificate: X509Certificate, now: Date): Promise<Decoded> {
  return {
    kind: 'certificate',
    title: certificate.subject || certificate.serialNumber,
    facts: [
      { field: 'subject', value: certificate.subject },
      { field: 'sans', value: sansOf(certificate.extensions) },
      { field: 'issuer', value: certificate.issuer },
      { field: 'serial', value: certificate.serialNumber, mono: true },
      { field: 'not_before', value: certificate.notBefore.toISOString(), time: true },
      { field: 'not_after', value: certificate.notAfter.toISOString(), time: true },
      { field: 'key', value: keyText(certificate.publicKey.algorithm) },
      { field: 'signature', value: signatureText(certificate.signatureAlgorithm) },
      { field: 'sha256', value: await digest('SHA-256', certificate.rawData), mono: true },
      { field: 'sha1', value: await digest('SHA-1', certificate.rawData), mono: true },
      { field: 'key_sha256', value: await digest('SHA-256', certificate.publicKey.rawData), mono: true },
    ],
    extensions: extensionsOf(certificate.extensions),
    warnings: certificateWarnings(certificate, now),
    pem: pemOf('CERTIFICATE', new Uint8Array(certificate.rawData)),
    children: [],
  };
}

async function requestOf(der: Uint8Array<ArrayBuffer>): Promise<Decoded> {
  const request = new Pkcs10CertificateRequest(der);
  let proven: boolean | undefined;
  try {
    proven = await request.verify();
  } catch {
    // An algorithm that this browser does not know: nothing can be said.
    proven = undefined;
  }
  const attributes = request.attributes.filter((each) => each.type !== '1.2.840.113549.1.9.14').map((each) => (each.type === '1.2.840.113549.1.9.7' ? 'challengePassword' : each.type));
  return {
    kind: 'request',
    title: request.subject,
    facts: [
      { field: 'subject', value: request.subject },
      { field: 'sans', value: sansOf(request.extensions) },
      { field: 'key', value: keyText(request.publicKey.algorithm) },
      { field: 'signature', value: signatureText(request.signatureAlgorithm) },
      { field: 'attributes', value: attributes.join(', ') },
      { field: 'key_sha256', value: await digest('SHA-256', request.publicKey.rawData), mono: true },
    ],
    extensions: extensionsOf(request.extensions),
    warnings: [...weak(request.publicKey.algorithm, request.signatureAlgorithm), ...(proven === false ? (['bad_proof'] as const) : [])],
    pem: pemOf('CERTIFICATE REQUEST', der),
    children: [],
  };
}

async function crlOf(der: Uint8Array<ArrayBuffer>, now: Date): Promise<Decoded> {
  const crl = new X509Crl(der);
  const shown = crl.entries.slice(0, 200).map((entry) => `${entry.serialNumber} ${entry.revocationDate.toISOString()}`);
  return {
    kind: 'crl',
    title: crl.issuer,
    facts: [
      { field: 'issuer', value: crl.issuer },
      { field: 'this_update', value: crl.thisUpdate.toISOString(), time: true },
      { field: 'next_update', value: crl.nextUpdate?.toISOString() ?? '', time: true },
      { field: 'signature', value: signatureText(crl.signatureAlgorithm) },
      { field: 'revoked', value: [String(crl.entries.length), ...shown].join('\n'), mono: true },
      { field: 'sha256', value: await digest('SHA-256', der), mono: true },
    ],
    extensions: extensionsOf(crl.extensions),
    warnings: crl.nextUpdate && crl.nextUpdate < now ? ['crl_old'] : [],
    pem: pemOf('X509 CRL', der),
    children: [],
  };
}

async function pkcs7Of(der: Uint8Array<ArrayBuffer>, now: Date): Promise<Decoded> {
  const certificates = new X509Certificates(der);
  const children = await Promise.all([...certificates].map((certificate) => certificateOf(certificate, now)));
  return {
    kind: 'pkcs7',
    title: 'PKCS#7',
    facts: [{ field: 'certificates', value: String(children.length) }],
    extensions: [],
    warnings: [],
    pem: pemOf('PKCS7', der),
    children,
  };
}

function pkcs12Of(der: Uint8Array<ArrayBuffer>): Decoded {
  const pfx = AsnConvert.parse(der, PFX);
  const safe = AsnConvert.parse(AsnConvert.parse(pfx.authSafe.content, OctetString).buffer, AuthenticatedSafe);
  const contents = Array.from(safe, (each: ContentInfo) => (each.contentType === id_encryptedData ? 'encryptedData' : 'data'));
  return {
    kind: 'pkcs12',
    title: 'PKCS#12',
    facts: [
      { field: 'contents', value: contents.join(', ') },
      { field: 'mac', value: pfx.macData ? `${algorithmName(pfx.macData.mac.digestAlgorithm.algorithm)} · ${pfx.macData.iterations}` : '' },
      { field: 'bytes', value: String(der.length) },
    ],
    extensions: [],
    warnings: [],
    children: [],
  };
}

function keyDecoded(kind: Kind, algorithm: string, field: 'algorithm' | 'encryption', label: string, der: Uint8Array): Decoded {
  return {
    kind,
    title: algorithm,
    facts: [{ field, value: algorithm }, { field: 'bytes', value: String(der.length) }],
    extensions: [],
    warnings: kind === 'private_key' ? ['key_exposed'] : [],
    pem: pemOf(label, der),
    children: [],
  };
}

type Reader = (der: Uint8Array<ArrayBuffer>, now: Date) => Promise<Decoded> | Decoded;

const READERS: Reader[] = [
  (der, now) => certificateOf(new X509Certificate(der), now),
  (der) => requestOf(der),
  (der, now) => crlOf(der, now),
  (der, now) => pkcs7Of(der, now),
  (der) => pkcs12Of(der),
  (der) => keyDecoded('private_key', algorithmName(AsnConvert.parse(der, PrivateKeyInfo).privateKeyAlgorithm.algorithm), 'algorithm', 'PRIVATE KEY', der),
  (der) => keyDecoded('encrypted_key', algorithmName(AsnConvert.parse(der, EncryptedPrivateKeyInfo).encryptionAlgorithm.algorithm), 'encryption', 'ENCRYPTED PRIVATE KEY', der),
  (der) => {
    const key = AsnConvert.parse(der, RSAPrivateKey);
    return keyDecoded('private_key', `RSA ${(new Uint8Array(key.modulus).length - 1) * 8}`, 'algorithm', 'RSA PRIVATE KEY', der);
  },
  (der) => {
    AsnConvert.parse(der, ECPrivateKey);
    return keyDecoded('private_key', 'EC', 'algorithm', 'EC PRIVATE KEY', der);
  },
];

/** Says what a block is; `unknown` for what is none of the kinds. */
export async function decode(block: Block, now = new Date()): Promise<Decoded> {
  for (const read of READERS) {
    try {
      return await read(block.der, now);
    } catch {
      // Not of this kind.
    }
  }
  return {
    kind: 'unknown',
    title: block.label ?? '',
    facts: [{ field: 'bytes', value: String(block.der.length) }],
    extensions: [],
    warnings: [],
    children: [],
  };
}
