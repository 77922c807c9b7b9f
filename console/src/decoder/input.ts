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
  return inner.includes('-----BEGIN ') ? blocksOfText(inner) : [{ der }];
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
