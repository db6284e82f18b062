// Checks certificates, tokens and status lists with independent software, without a network:
// every address is a file of the folder, or it is not found.
//
// node judge.mjs ARTEFACTS OPEN_BADGES_CONTEXTS VC_JSON_SCHEMA
// Prints a table of verdicts; exits with 1 if one is not the expected one.

import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {driver as didKeyDriver} from '@digitalbazaar/did-method-key';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {compactVerify, importJWK} from 'jose';
import jsonld from 'jsonld';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const [folder, openBadges, schemaFile] = process.argv.slice(2);
if(!schemaFile) {
  console.error('usage: judge.mjs ARTEFACTS OPEN_BADGES_CONTEXTS VC_JSON_SCHEMA');
  process.exit(2);
}
const json = file => JSON.parse(readFileSync(file, 'utf8'));
const ours = json(join(folder, 'documents.json'));
const theirs = {
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json': 'ob-v3p0-context-3.0.3.json',
};

const didKey = didKeyDriver();
didKey.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});

/** Finds documents; `instead` replaces or removes some of them. */
function loader(instead) {
  return async url => {
    const found = document => ({contextUrl: null, documentUrl: url, document});
    if(url.startsWith('did:key:')) {
      return found(await didKey.get({url}));
    }
    const [base, fragment] = url.split('#');
    const file = base in instead ? instead[base] : ours[base];
    if(file) {
      const document = json(join(folder, file));
      if(!(fragment && base.startsWith('did:'))) {
        return found(document);
      }
      const method = document.verificationMethod.find(({id}) => id === url);
      if(!method) {
        throw new Error(`no key ${url}`);
      }
      return found({'@context': 'https://w3id.org/security/multikey/v1', ...method});
    }
    if(url in theirs) {
      return found(json(join(openBadges, theirs[url])));
    }
    // The W3C's contexts are inside the checkers' own packages.
    return vc.defaultDocumentLoader(url);
  };
}

const ajv = new Ajv2020({allErrors: true, strict: false});
addFormats(ajv);
const fitsSchema = ajv.compile(json(schemaFile));

/** Each checker throws or returns the reason for a refusal; if it returns nothing, it has accepted. */
const judges = {
  async credential(text, {at, instead}) {
    const credential = JSON.parse(text);
    if(!fitsSchema(credential)) {
      return `schema: ${ajv.errorsText(fitsSchema.errors)}`;
    }
    const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
    const documentLoader = loader(instead);
    const {verified, error, statusResult} = await vc.verifyCredential({
      credential, suite, documentLoader, checkStatus, now: at, maxClockSkew: 0,
    });
    if(!verified) {
      const cause = error?.errors?.[0] ?? error ?? statusResult?.error;
      return cause?.message ?? 'not verified';
    }
    // That library does not report a set bit as a failure: the caller must look at the result.
    const set = statusResult?.results.find(({status}) => status);
    return set && `${set.credentialStatus.statusPurpose} is set`;
  },

  async jwt(token, {instead}) {
    let signer;
    const {payload, protectedHeader} = await compactVerify(token, async ({kid}) => {
      signer = kid;
      const {document} = await loader(instead)(kid);
      const key = await Ed25519Multikey.from(document);
      return importJWK(await Ed25519Multikey.toJwk({keyPair: key}), 'EdDSA');
    }, {algorithms: ['EdDSA']});
    const credential = JSON.parse(new TextDecoder().decode(payload));
    if(protectedHeader.typ !== 'vc+jwt' || protectedHeader.cty !== 'vc') {
      return 'not of the type vc+jwt';
    }
    if(signer.split('#')[0] !== credential.issuer.id) {
      return 'signed with a key of somebody else';
    }
    return fitsSchema(credential) ? undefined : ajv.errorsText(fitsSchema.errors);
  },

  async terms(text, {instead}) {
    await jsonld.expand(JSON.parse(text), {safe: true, documentLoader: loader(instead)});
  },
};

const rows = new Map();
let wrong = 0;
for(const one of json(join(folder, 'cases.json'))) {
  let reason;
  try {
    reason = await judges[one.kind](readFileSync(join(folder, one.file), 'utf8'), one);
  } catch(error) {
    reason = error.message;
  }
  // A refusal for another reason than the one expected proves nothing.
  const right = one.accept ? reason === undefined : Boolean(reason?.includes(one.because));
  wrong += right ? 0 : 1;
  const row = rows.get(one.name) ?? {...one, right: 0, all: 0, reasons: new Set()};
  row.right += right ? 1 : 0;
  row.all += 1;
  row.reasons.add(reason ?? 'accepted');
  rows.set(one.name, row);
  if(!right) {
    console.log(`WRONG: ${one.name} (${one.file}): ${reason ?? 'accepted'}`);
  }
}

const width = Math.max(...[...rows.keys()].map(name => name.length));
for(const [name, {kind, accept, right, all, reasons}] of rows) {
  const verdict = `${accept ? 'accepted' : 'refused'} ${right} of ${all}`;
  const why = reasons.size > 3 ? `${reasons.size} reasons` : [...reasons].join('; ');
  const shown = accept && right === all ? '' : why.replace(/\s+/g, ' ').slice(0, 100);
  console.log(`${kind.padEnd(10)}  ${name.padEnd(width)}  ${verdict.padEnd(20)}  ${shown}`.trimEnd());
}
console.log(wrong ? `${wrong} wrong verdicts` : 'every verdict is the expected one');
process.exit(wrong ? 1 : 0);
