/** What somebody pasted or dropped, as DER. */

export interface Block {
  der: Uint8Array<ArrayBuffer>;
  /** What the PEM armour calls it. */
  label?: string;
}

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  const text = base64.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
  if (text.length === 0 || !/^[A-Za-z0-9+/]+=*$/.test(text)) {
    return undefined;
  }
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Headers of encrypted PEM keys (RFC 1421) are no part of the content. */
function body(content: string): string {
  const blank = /\r?\n\r?\n/.exec(content);
  return content.includes(':') && blank ? content.slice(blank.index) : content;
}

export function blocksOfText(text: string): Block[] {
  const blocks: Block[] = [];
  for (const found of text.matchAll(PEM)) {
    const der = bytesOf(body(found[2] ?? ''));
    if (der) {
      blocks.push({ der, label: found[1] ?? '' });
    }
  }
  if (blocks.length > 0) {
    return blocks;
  }
  const der = bytesOf(text);
  if (!der) {
    return [];
  }
  // Base64 of PEM is what some tools hand out.
  const inner = new TextDecoder().decode(der);
  if (inner.includes('-----BEGIN ')) {
    return blocksOfText(inner);
  }
  // Words of a language are base64 as well.
  return isWhole(der) ? [{ der }] : [];
}

/** Whether bytes are one value with its length (X.690 §8.1.3), or one whose length is not said. */
function isWhole(der: Uint8Array): boolean {
  const first = der[1];
  if (first === undefined || first === 0x80) {
    return first === 0x80;
  }
  if (first < 0x80) {
    return der.length === 2 + first;
  }
  const octets = der.subarray(2, 2 + (first & 0x7f));
  return der.length === 2 + octets.length + octets.reduce((length, octet) => length * 256 + octet, 0);
}

export function blocksOf(content: Uint8Array<ArrayBuffer>): Block[] {
  if (content[0] === 0x30) {
    return [{ der: content }];
  }
  return blocksOfText(new TextDecoder().decode(content));
}

export function base64Lines(der: Uint8Array): string {
  let text = '';
  for (const byte of der) {
    text += String.fromCharCode(byte);
  }
  return (btoa(text).match(/.{1,64}/g) ?? []).join('\n');
}

export function pemOf(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${base64Lines(der)}\n-----END ${label}-----\n`;
}

export function hex(bytes: BufferSource): string {
  const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(view, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}
