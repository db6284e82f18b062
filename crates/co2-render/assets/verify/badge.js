// Taking the credential out of a badge (Open Badges 3.0).

import {concat, unpack, utf8} from './bytes.js';

const PNG = [0x89, 0x50, 0x4e, 0x47];
const GZIP = [0x1f, 0x8b];
const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';
const KEYWORD = utf8('openbadgecredential');
const MOST_BYTES = 16 * 1024 * 1024;

const starts = (bytes, with_) => with_.every((byte, at) => bytes[at] === byte);
const fail = message => {
  throw new TypeError(message);
};

// Returns the credential of a badge, or the bytes themselves if they are not a picture.
export async function credentialOf(bytes) {
  if(starts(bytes, GZIP)) {
    bytes = await unpack(bytes, 'gzip', MOST_BYTES) ?? fail('the picture is damaged');
  }
  if(starts(bytes, PNG)) {
    return ofPng(bytes);
  }
  const text = new TextDecoder().decode(bytes).trim();
  return text.startsWith('<') ? ofSvg(text) : utf8(text);
}

function ofSvg(text) {
  const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
  const found = picture.getElementsByTagNameNS(NAMESPACE, 'credential');
  if(picture.doctype || picture.querySelector('parsererror') || picture.documentElement.localName !== 'svg') {
    fail('the file is not an SVG picture');
  }
  if(found.length !== 1) {
    fail(found.length ? 'the picture has several credentials' : 'the picture has no credential');
  }
  // A token is in the attribute, JSON in the element. Of both, other software may read the other one.
  const [token, document_] = [found[0].getAttribute('verify') ?? '', found[0].textContent.trim()];
  return utf8(token && document_ ? fail('the picture has several credentials')
    : token || document_ || fail('the picture has no credential'));
}

async function ofPng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = [];
  for(let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    const named = starts(content, [...KEYWORD, 0]);
    if(['iTXt', 'tEXt', 'zTXt'].includes(kind) && named) {
      found.push([kind, content.subarray(KEYWORD.length + 1)]);
    }
    at += 12 + length;
  }
  if(found.length !== 1 || found[0][0] !== 'iTXt') {
    fail(found.length > 1 ? 'the picture has several credentials' : 'the picture has no credential');
  }
  const [compressed, method, ...rest] = found[0][1];
  const language = rest.indexOf(0);
  const translated = rest.indexOf(0, language + 1);
  const text = concat(Uint8Array.from(rest.slice(translated + 1)));
  if(compressed > 1 || method !== 0 || language < 0 || translated < 0) {
    fail('the chunk with the credential is malformed');
  }
  return compressed ? await unpack(text, 'deflate', MOST_BYTES) ?? fail('the chunk with the credential is damaged') : text;
}
