// The keys of an issuer, from its DID document, and whether one of them made a signature.

import {concat, fromBase58, fromBase64url, hex, sha256, utf8} from './bytes.js';
import {CERTIFICATE, canonical, isObject, read, without} from './json.js';
import {instant} from './values.js';

export class SignatureFault extends Error {}

const fail = message => {
  throw new SignatureFault(message);
};

// Points of small order: with such a key, anybody could sign anything.
const WEAK = new Set([
  '00'.repeat(32), `01${'00'.repeat(31)}`, `${'00'.repeat(31)}80`, `01${'00'.repeat(30)}80`,
  `ec${'ff'.repeat(30)}7f`, `ed${'ff'.repeat(30)}7f`, `ee${'ff'.repeat(30)}7f`, `ec${'ff'.repeat(31)}`,
  `ed${'ff'.repeat(31)}`, `ee${'ff'.repeat(31)}`,
  ...['05', '85'].map(end => `26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc${end}`),
  ...['7a', 'fa'].map(end => `c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03${end}`),
]);

// Returns the address of the document of a did:web; null for a did:key, which is its own document.
export function addressOf(did) {
  if(!did.startsWith('did:web:')) {
    return null;
  }
  const [host, ...path] = did.slice('did:web:'.length).split(':');
  return `https://${[host.replace('%3A', ':'), ...path.length ? path : ['.well-known'], 'did.json'].join('/')}`;
}

// Reads a DID document as other software writes it: its identifier, and its keys that can be Ed25519.
export function readDocument(bytes) {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let value = read(bom ? bytes.subarray(3) : bytes, CERTIFICATE, {anyNumber: true});
  if(isObject(value?.didDocument) && !('id' in value)) {
    // A resolver's answer contains the document.
    if(![undefined, false].includes(value.didDocumentMetadata?.deactivated)) {
      fail('the identifier is deactivated');
    }
    value = value.didDocument;
  }
  const did = typeof value?.id === 'string' ? lowerHost(value.id) : fail('the issuer\'s document has no identifier');
  const absolute = id => id.startsWith('#') ? did + id : lowerHost(id);
  const methods = new Map();
  const add = (method, asserts) => {
    if(!isObject(method) || typeof method.id !== 'string') {
      fail('the issuer\'s document has a malformed key');
    }
    const controller = [method.controller].flat();
    if(controller.length !== 1 || lowerHost(String(controller[0])) !== did) {
      return;
    }
    const id = absolute(method.id);
    const key = keyBytes(method, id);
    const known = methods.get(id);
    if(key) {
      const ends = ['expires', 'revoked'].map(name => end(method[name], id));
      methods.set(id, {id, key, asserts: asserts || Boolean(known?.asserts), ends});
    }
  };
  const list = name => {
    const items = value[name] ?? [];
    return Array.isArray(items) ? items : fail(`the issuer's document has no valid member "${name}"`);
  };
  const listed = new Set();
  for(const one of list('assertionMethod')) {
    typeof one === 'string' ? listed.add(absolute(one)) : add(one, true);
  }
  list('verificationMethod').forEach(one => add(one, false));
  listed.forEach(id => {
    if(methods.has(id)) {
      methods.get(id).asserts = true;
    }
  });
  return {did, methods};
}

// Returns the document that a did:key is.
export function documentOfKey(did) {
  const multikey = did.slice('did:key:'.length);
  const id = `${did}#${multikey}`;
  const key = multikeyBytes(multikey) ?? fail(`the key "${id}" cannot be used`);
  return {did, methods: new Map([[id, {id, key, asserts: true, ends: [null, null]}]])};
}

// Returns the keys that an issuer lists for assertions and that have not ended at an instant.
export const trusted = ({methods}, at) =>
  [...methods.values()].filter(({asserts, ends, key}) => asserts && !ends.some(end => end !== null && end <= at)
    && !WEAK.has(hex(key)));

// Returns the key with a full name, if the issuer lists it for assertions at an instant.
export function keyNamed(method, document, at) {
  const found = document.methods.get(method) ?? fail(`the issuer's document has no key "${method}"`);
  const [expires, revoked] = found.ends;
  if(revoked !== null && revoked <= at) {
    fail(`the key "${method}" was revoked on ${new Date(revoked).toISOString()}`);
  }
  if(expires !== null && expires <= at) {
    fail(`the key "${method}" ended on ${new Date(expires).toISOString()}`);
  }
  if(!found.asserts) {
    fail(`the key "${method}" is not listed for assertions`);
  }
  if(WEAK.has(hex(found.key))) {
    fail(`the key "${method}" is of small order, so anybody could sign with it`);
  }
  return found.key;
}

export const owns = (did, method) => method.startsWith(`${did}#`) && method.length > did.length + 1;

// Returns true if a key made the signature of a message.
export async function made(key, signature, message) {
  const known = await crypto.subtle.importKey('raw', key, {name: 'Ed25519'}, false, ['verify']);
  return crypto.subtle.verify({name: 'Ed25519'}, known, signature, message);
}

// Checks the only proof of a document, of the kind eddsa-jcs-2022, by a key of its issuer.
export async function checkProof(document, issuer, at, find) {
  const {proof} = document;
  if(!isObject(proof)) {
    fail(proof === undefined ? 'the document is not signed' : 'the document does not have exactly one proof');
  }
  const known = {type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', proofPurpose: 'assertionMethod'};
  for(const [member, expected] of Object.entries(known)) {
    if(proof[member] !== expected) {
      fail(`the proof's member "${member}" is not that of an eddsa-jcs-2022 assertion`);
    }
  }
  const time = name => typeof proof[name] === 'string' && instant(proof[name]) !== null ? instant(proof[name])
    : fail(`the proof's member "${name}" is not an instant`);
  if(typeof proof.verificationMethod !== 'string' || !owns(issuer, proof.verificationMethod)) {
    fail(`the key "${proof.verificationMethod}" does not belong to ${issuer}`);
  }
  if('previousProof' in proof) {
    fail('the proof depends on another proof');
  }
  if(time('created') > at) {
    fail(`the proof is dated ${proof.created}, after the time of verification`);
  }
  if('expires' in proof && time('expires') <= at) {
    fail(`the proof was valid until ${proof.expires}`);
  }
  const key = keyNamed(proof.verificationMethod, await find(issuer), at);
  const value = typeof proof.proofValue === 'string' && proof.proofValue.startsWith('z')
    ? fromBase58(proof.proofValue.slice(1), 100) : null;
  if(value?.length !== 64) {
    fail('the proof value is not z followed by 64 bytes in Base58');
  }
  const unsecured = without(document, 'proof');
  if('@context' in proof) {
    const [signed, whole] = [proof['@context'], document['@context']].map(list => [list].flat());
    if(signed.some((one, index) => canonical(one) !== canonical(whole[index] ?? null))) {
      fail('the proof\'s contexts are not the first of the document\'s contexts');
    }
    unsecured['@context'] = proof['@context'];
  }
  const hashes = [without(proof, 'proofValue'), unsecured].map(part => sha256(utf8(canonical(part))));
  if(!await made(key, value, concat(...await Promise.all(hashes)))) {
    fail('the signature does not match the document and the key');
  }
}

// Returns the key of a method; null for one that cannot be Ed25519.
function keyBytes(method, id) {
  const key = keyOfType(method);
  // Other software may read another member than we do.
  const stated = {
    publicKeyMultibase: text => multikeyBytes(String(text)),
    publicKeyBase58: text => thirtyTwo(fromBase58(String(text), 64)),
    publicKeyJwk: keyOfJwk,
  };
  for(const [member, take] of Object.entries(stated)) {
    if(key && member in method && hex(take(method[member]) ?? []) !== hex(key)) {
      fail(`the key "${id}" is stated twice, as two different keys`);
    }
  }
  return key;
}

function keyOfType(method) {
  switch(method.type) {
    case 'Multikey':
    case 'Ed25519VerificationKey2020':
      return multikeyBytes(String(method.publicKeyMultibase));
    case 'Ed25519VerificationKey2018':
      return thirtyTwo(fromBase58(String(method.publicKeyBase58), 64));
    case 'JsonWebKey':
    case 'JsonWebKey2020':
      return keyOfJwk(method.publicKeyJwk);
    default:
      return null;
  }
}

// A key whose secret is published, or that is not for signatures, is no key here.
function keyOfJwk(jwk) {
  const fits = isObject(jwk) && jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && !('d' in jwk)
    && (!('use' in jwk) || jwk.use === 'sig')
    && (!('key_ops' in jwk) || Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'));
  return fits ? thirtyTwo(fromBase64url(String(jwk.x))) : null;
}

function multikeyBytes(text) {
  const bytes = text.startsWith('z') ? fromBase58(text.slice(1), 64) : null;
  return bytes?.[0] === 0xed && bytes[1] === 0x01 ? thirtyTwo(bytes.subarray(2)) : null;
}

const thirtyTwo = bytes => bytes?.length === 32 ? bytes : null;

// Reads the end of a key. One that cannot be read is an error: ignoring it would keep the key trusted.
function end(text, id) {
  if(text === undefined) {
    return null;
  }
  const form = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/;
  const at = typeof text === 'string' && form.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? fail(`the end of the key "${id}" is not an instant`) : Math.floor(at / 1000) * 1000;
}

function lowerHost(id) {
  return id.replace(/^did:web:[^:#?/]*/, host => host.toLowerCase().replace('%3a', '%3A'));
}

// Splits a vc+jwt token, and checks all of it but the signature.
export function readToken(bytes) {
  const text = new TextDecoder().decode(bytes);
  const parts = text.split('.');
  const decoded = parts.map(fromBase64url);
  if(parts.length !== 3 || decoded.includes(null) || decoded[2].length !== 64) {
    throw new TypeError('a token has three parts in Base64url, separated by full stops');
  }
  const header = read(decoded[0], {bytes: 4096, depth: 2});
  const {alg, typ, cty, kid} = header ?? {};
  if(!['EdDSA', 'Ed25519'].includes(alg) || typ !== 'vc+jwt' || cty !== 'vc' || typeof kid !== 'string'
    || Object.keys(header).length !== 4) {
    throw new TypeError('the token\'s header is not that of a vc+jwt signed with Ed25519');
  }
  return {kid, payload: decoded[1], signature: decoded[2], signed: utf8(parts.slice(0, 2).join('.'))};
}

// Returns the name and key of an issuer as the signed notes of its log use them: the first bytes of a hash.
export async function noteId(origin, key) {
  return hex((await sha256(concat(utf8(`${origin}\n`), Uint8Array.of(1), key))).subarray(0, 4));
}

