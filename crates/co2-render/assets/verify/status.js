// Whether an issuer has revoked or suspended a certificate.

import {fromBase64url, unpack} from './bytes.js';
import {entriesOf} from './form.js';
import {STATUS_LIST, isObject, read} from './json.js';
import {checkProof} from './keys.js';
import {instant} from './values.js';

export class StatusFault extends Error {}

const LEAST_BYTES = 131_072 / 8;
const MOST_BYTES = 16_777_216 / 8;
const fail = message => {
  throw new StatusFault(message);
};
const has = (list, text) => Array.isArray(list) ? list.includes(text) : list === text;

// Checks each entry of a certificate. Returns when the oldest of its lists was made, and whether the certificate is spent,
// because its product was returned.
export async function checkStatus(certificate, at, fetchDocument, find) {
  let asOf = null;
  let spent = false;
  for(const entry of entriesOf(certificate)) {
    const address = entry.statusListCredential;
    const list = await readList(address, entry.statusPurpose, certificate.issuer.id, at, fetchDocument, find);
    const index = Number(entry.statusListIndex);
    if(index >= list.bits.length * 8) {
      fail(`index ${index} is outside the status list`);
    }
    const set = Boolean(list.bits[index >> 3] & 0x80 >> (index & 7));
    if(set && entry.statusPurpose === 'message') {
      spent = true;
    } else if(set) {
      const what = entry.statusPurpose === 'revocation' ? 'revoked' : 'suspended';
      fail(`the certificate is ${what}: entry ${index} of ${address}`);
    }
    asOf = asOf === null || list.made < asOf ? list.made : asOf;
  }
  return {asOf, spent};
}

async function readList(address, purpose, issuer, at, fetchDocument, find) {
  const bytes = await fetchDocument(address) ?? fail(`there is no status list at ${address}`);
  const list = read(bytes, STATUS_LIST);
  const member = name => fail(`the status list's member "${name}" is not valid`);
  const time = name => typeof list[name] === 'string' && instant(list[name]) !== null ? list[name] : member(name);
  if(!isObject(list) || !has(list.type, 'BitstringStatusListCredential')) {
    member('type');
  }
  if(list.id !== address) {
    member('id');
  }
  if((isObject(list.issuer) ? list.issuer.id : list.issuer) !== issuer) {
    fail(`the status list is not issued by ${issuer}`);
  }
  try {
    await checkProof(list, issuer, at, find);
  } catch(error) {
    fail(`the status list is not authentic: ${error.message}`);
  }
  const made = time('validFrom');
  if(instant(made) > at) {
    fail(`the status list is valid from ${made}`);
  }
  if('validUntil' in list && instant(time('validUntil')) < at) {
    fail(`the status list was valid until ${list.validUntil}`);
  }
  const subject = isObject(list.credentialSubject) ? list.credentialSubject : member('credentialSubject');
  if(!has(subject.type, 'BitstringStatusList')) {
    member('credentialSubject');
  }
  if(!has(subject.statusPurpose, purpose)) {
    fail(`the status list is not for ${purpose}`);
  }
  if('statusSize' in subject && subject.statusSize !== 1) {
    member('statusSize');
  }
  const encoded = String(subject.encodedList);
  const packed = encoded.startsWith('u') ? fromBase64url(encoded.slice(1)) : null;
  const bits = packed && await unpack(packed, 'gzip', MOST_BYTES);
  if(!bits || bits.length < LEAST_BYTES) {
    fail('the list in the status list cannot be read');
  }
  return {made, bits};
}
