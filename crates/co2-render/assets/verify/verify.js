// Verifies a certificate: the same checks in the same order as `co2 verify`, and the public log after that.

import {ArithmeticFault} from './arithmetic.js';
import {credentialOf} from './badge.js';
import {check} from './form.js';
import {CERTIFICATE, read} from './json.js';
import {SignatureFault, addressOf, checkProof, documentOfKey, keyNamed, made, owns, readDocument, readToken}
  from './keys.js';
import {checkLog} from './log.js';
import {checkStatus} from './status.js';
import {instant} from './values.js';

// The checks in their order, with what each shows when it is passed.
export const CHECKS = {
  form: 'The text has the one form of a certificate.',
  arithmetic: 'Slices, units, stages and amounts agree with each other.',
  time: 'The certificate is valid at this time.',
  signature: 'A key of the issuer signed it, and nothing has been changed since.',
  status: 'The issuer has neither revoked nor suspended it.',
  log: 'The issuer\'s public log contains it, and the log\'s signed checkpoint covers that entry.',
};

// Verifies the bytes of a certificate, token or badge at an instant in milliseconds. `fetchDocument` takes an address and
// returns bytes, or null if there is no such document. The answer has an outcome for each check.
export async function verify(given, at, fetchDocument) {
  const outcomes = Object.fromEntries(Object.keys(CHECKS).map(name => [name, {outcome: 'notReached'}]));
  const pass = name => {
    outcomes[name] = {outcome: 'passed'};
  };
  const answer = {verified: false, outcomes, certificate: null, statusAsOf: null, spent: false};
  let documents = new Map();
  const find = async did => {
    if(!documents.has(did)) {
      documents.set(did, await resolve(did, fetchDocument));
    }
    return documents.get(did);
  };
  let current = 'form';
  try {
    const bytes = await credentialOf(given);
    const token = isToken(bytes) ? readToken(bytes) : null;
    const certificate = read(token ? token.payload : bytes, CERTIFICATE);
    if(token && certificate?.proof) {
      throw new TypeError('the token\'s payload has a proof of its own');
    }
    check(certificate);
    answer.certificate = certificate;
    pass('form');
    pass('arithmetic');
    current = 'time';
    if(instant(certificate.validFrom) > at) {
      throw new Error(`the certificate is valid from ${certificate.validFrom}`);
    }
    pass('time');
    current = 'signature';
    await (token ? checkToken(token, certificate.issuer.id, at, find)
      : checkProof(certificate, certificate.issuer.id, at, find));
    pass('signature');
    current = 'status';
    const status = await checkStatus(certificate, at, fetchDocument, find);
    Object.assign(answer, {statusAsOf: status.asOf, spent: status.spent});
    pass('status');
    answer.verified = true;
    current = 'log';
    if(token || !certificate.logOrigin) {
      outcomes.log.because = token ? 'A token is not in the log; the certificate with its own proof is.'
        : 'The certificate names no log.';
      return answer;
    }
    const place = await checkLog(certificate, at, fetchDocument, await find(certificate.issuer.id));
    if(place === null) {
      outcomes.log.because = 'The log has more entries than a browser reads; the command `co2 log prove` reads them all.';
      return answer;
    }
    pass('log');
    outcomes.log.because = `It is entry ${place.index} of ${place.size}, counted from 0.`;
  } catch(error) {
    if(error instanceof ArithmeticFault) {
      // Form and arithmetic are checked together, so the form is not known.
      current = 'arithmetic';
    }
    outcomes[current] = {outcome: 'failed', because: error.message};
  }
  return answer;
}

function isToken(bytes) {
  const text = new TextDecoder().decode(bytes);
  return text.includes('.') && /^[A-Za-z0-9_.-]+$/.test(text);
}

async function checkToken(token, issuer, at, find) {
  if(!owns(issuer, token.kid)) {
    throw new SignatureFault(`the key "${token.kid}" does not belong to ${issuer}`);
  }
  const key = keyNamed(token.kid, await find(issuer), at);
  if(!await made(key, token.signature, token.signed)) {
    throw new SignatureFault('the signature does not match the token and the key');
  }
}

async function resolve(did, fetchDocument) {
  const address = addressOf(did);
  if(address === null) {
    return documentOfKey(did);
  }
  const bytes = await fetchDocument(address);
  if(bytes === null) {
    throw new SignatureFault(`there is no document of ${did} at ${address}`);
  }
  const document = readDocument(bytes);
  if(document.did !== did) {
    throw new SignatureFault(`the document at ${address} is that of ${document.did}, not of ${did}`);
  }
  return document;
}
