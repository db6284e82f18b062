// Bytes, how they are written as text, and their hashes.

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export const utf8 = text => new TextEncoder().encode(text);

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for(const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const equal = (one, other) =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

export const hex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');

export const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

// Decodes Base64 in its one spelling; null for any other text.
export function fromBase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

export function toBase64(bytes) {
  let text = '';
  for(let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

// Decodes Base64url without padding in its one spelling; null for any other text.
export function fromBase64url(text) {
  if(!/^[A-Za-z0-9_-]*$/.test(text)) {
    return null;
  }
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
}

// Decodes Base58; null for a text that is not Base58 or has too many characters.
export function fromBase58(text, most) {
  if(text.length > most) {
    return null;
  }
  let number = 0n;
  for(const character of text) {
    const digit = BASE58.indexOf(character);
    if(digit < 0) {
      return null;
    }
    number = number * 58n + BigInt(digit);
  }
  const bytes = [];
  for(; number > 0n; number >>= 8n) {
    bytes.unshift(Number(number & 255n));
  }
  for(const character of text) {
    if(character !== '1') {
      break;
    }
    bytes.unshift(0);
  }
  return Uint8Array.from(bytes);
}

// Unpacks a stream of a format such as gzip; null if it is damaged, or is longer than allowed.
export async function unpack(bytes, format, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts = [];
  let length = 0;
  try {
    for(;;) {
      const {done, value} = await reader.read();
      if(done) {
        return concat(...parts);
      }
      length += value.length;
      if(length > most) {
        await reader.cancel();
        return null;
      }
      parts.push(value);
    }
  } catch {
    return null;
  }
}
