// The one form that a certificate has.

import {arithmetic} from './arithmetic.js';
import {canonical} from './json.js';
import {grams, instant, isDay} from './values.js';

export class FormFault extends Error {}

const CONTEXTS = ['https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'];
const CONTEXT_PATH = '/ns/co2-cert/v1';
const TYPES = ['VerifiableCredential', 'OpenBadgeCredential', 'ProductOffsetCertificate'];
const RESERVED = /(^|\.)(example|invalid|localhost|test|example\.com|example\.net|example\.org)$/;
const MOST_ENTRIES = 16_777_216n;

// A check takes a value and its place, and throws if the value is not of its kind.
const fail = place => {
  throw new FormFault(`the value at "${place}" is not what a certificate has there`);
};
const that = test => (value, place) => test(value) || fail(place);
const string = test => that(value => typeof value === 'string' && test(value));
const pattern = regex => string(value => regex.test(value));
const oneOf = (...words) => string(value => words.includes(value));
const just = expected => that(value => canonical(value) === canonical(expected));
const listOf = (item, most) => (value, place) => {
  if(!Array.isArray(value) || value.length < 1 || value.length > most) {
    fail(place);
  }
  value.forEach((one, index) => item(one, `${place}/${index}`));
};
const object = (required, optional = {}) => (value, place) => {
  if(typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(place);
  }
  for(const name of Object.keys(required)) {
    if(!(name in value)) {
      fail(`${place}/${name}`);
    }
  }
  for(const name of Object.keys(value)) {
    const check = Object.hasOwn(required, name) ? required[name]
      : Object.hasOwn(optional, name) ? optional[name] : fail;
    check === fail ? fail(`${place}/${name}`) : check(value[name], `${place}/${name}`);
  }
};

const inU64 = digits => BigInt(digits) < 2n ** 64n;
const text = pattern(/^[^\p{Cc}\u2028\u2029\ufffe\uffff]{1,500}$/u);
const longText = pattern(/^(?:\n|[^\p{Cc}\u2028\u2029\ufffe\uffff]){1,8000}$/u);
const amount = string(value => /^(0|[1-9][0-9]{0,16})(\.[0-9]{0,2}[1-9])?$/.test(value)
  && inU64(grams(value)));
const count = string(value => /^(0|[1-9][0-9]{0,19})$/.test(value) && inU64(value));
const day = string(isDay);
const time = string(value => instant(value) !== null);
const years = pattern(/^(0|[1-9][0-9]{0,2})(\.[0-9]*[1-9])?$/);
const printed = pattern(/^[ -~]{1,256}$/);
const name = pattern(/^[A-Za-z0-9._:-]{1,64}$/);
const url = string(isUrl);
const sha256 = pattern(/^[0-9a-f]{64}$/);
const gtin = string(value => /^[0-9]{14}$/.test(value) && checkDigit(value));
const serial = pattern(/^[!"%&'()*+,./0-9:;<=>?A-Z_a-z-]{1,20}$/);

const act = (value, place) => {
  const kind = value?.kind;
  const allocated = object({due: day, kind: oneOf('allocated')});
  const retired = object({
    date: day, kind: oneOf('retired'), reference: text, serials: listOf(text, 256),
    word: oneOf('retirement', 'voluntary_cancellation', 'delivery'),
  });
  (kind === 'allocated' ? allocated : retired)(value, place);
};
const line = object({
  act, amount_kg: amount, blockFirst: count, blockLast: count, blockSerial: printed,
  firstUnit: count, lastUnit: count, projectId: name, projectName: text, registry: name,
  sliceEnd_g: count, sliceStart_g: count, technology: text, unitScope: printed, unitSize_kg: amount,
}, {projectCountry: pattern(/^[A-Z]{2}$/), vintageFirst: day, vintageLast: day});
const assurance = object({
  body: text, firstDay: day, lastDay: day, link: url, scope: text, sha256, standard: text, statementId: text,
});
const footprint = object({
  method: text, rounding: oneOf('up', 'down', 'nearest'), sources: listOf(text, 256),
  stages: listOf(object({
    amount_kg: amount, stage: oneOf('manufacture', 'distribution', 'use', 'service', 'end_of_life'),
  }), 5),
  statistic: oneOf('mean', 'p5', 'p50', 'p95'), tier: text, total_kg: amount,
}, {interval: object({p5_kg: amount, p95_kg: amount}), useLocation: text, useYears: years});
const offset = object({
  amount_kg: amount, coverage: oneOf('whole', 'part'), creditLines: listOf(line, 256), footprint,
  product: object({productName: text, serialNumber: serial},
    {gtin, maker: name, partNumber: pattern(/^[A-Za-z0-9._:/#+-]{1,64}$/)}),
  state: oneOf('retired', 'allocated'), terms: longText,
}, {assurances: listOf(assurance, 16), coverageReason: text, demonstration: text});
const PURPOSES = ['revocation', 'suspension', 'message'];
const SPENT = [
  {message: 'the product has not been returned', status: '0x0'},
  {message: 'the product was returned; the grams are spent and serve no other product', status: '0x1'},
];
const entry = object({
  id: string(() => true), statusListCredential: url, statusListIndex: count, statusPurpose: oneOf(...PURPOSES),
  type: oneOf('BitstringStatusListEntry'),
}, {statusMessage: just(SPENT)});

// Checks a certificate that was read: first its members, then that its facts agree, then that its parts do.
export function check(certificate) {
  object({
    '@context': listOf(string(() => true), 8),
    credentialStatus: (value, place) => (Array.isArray(value) ? listOf(entry, 3) : entry)(value, place),
    credentialSubject: object({
      achievement: object({
        criteria: object({narrative: text}), description: longText, id: string(() => true), name: text,
        type: just(['Achievement']),
      }),
      id: url, offset, type: just(['AchievementSubject']),
    }),
    id: url,
    issuer: object({id: pattern(/^did:(web|key):[A-Za-z0-9._:%-]{1,500}$/), name: text, type: just(['Profile'])}),
    type: just(TYPES),
    validFrom: time,
  }, {
    logOrigin: pattern(/^[!-*,-~]{1,255}$/),
    proof: object({
      '@context': listOf(string(() => true), 8), created: time, cryptosuite: oneOf('eddsa-jcs-2022'),
      proofPurpose: oneOf('assertionMethod'), proofValue: string(() => true), type: oneOf('DataIntegrityProof'),
      verificationMethod: string(() => true),
    }),
  })(certificate, '');
  arithmetic(certificate.credentialSubject.offset);
  agreement(certificate);
}

// Checks that what the certificate says twice is the same, and that its addresses are those of its issuer.
function agreement(certificate) {
  const {'@context': contexts, credentialSubject: subject, issuer, proof} = certificate;
  const context = contexts[2] ?? '';
  const host = context.startsWith('https://') && context.endsWith(CONTEXT_PATH)
    ? context.slice('https://'.length, -CONTEXT_PATH.length) : '';
  const needs = (condition, place) => condition || fail(place);
  needs(isUrl(`https://${host}/`), '/@context');
  just([...CONTEXTS, context])(contexts, '/@context');
  if(proof) {
    just(contexts)(proof['@context'], '/proof/@context');
  }
  needs(issuer.id.startsWith('did:key:') || hostOfDid(issuer.id) === host, '/issuer/id');
  needs(new URL(certificate.id).host === host, '/id');
  needs((certificate.logOrigin ?? host).split('/')[0] === host, '/logOrigin');
  needs(subject.achievement.id === `${context}#RetirementRecord`, '/credentialSubject/achievement/id');
  needs(subject.id.endsWith(pathOf(subject.offset.product)), '/credentialSubject/id');
  needs(subject.offset.demonstration || !RESERVED.test(host.split(':')[0]), '/credentialSubject/offset/demonstration');
  // One entry stands alone; several are in one order, and the first is always that of revocation.
  const entries = entriesOf(certificate);
  const places = entries.map(one => PURPOSES.indexOf(one.statusPurpose));
  needs(places[0] === 0 && places.every((place, at) => at === 0 || places[at - 1] < place), '/credentialStatus');
  needs(Array.isArray(certificate.credentialStatus) === entries.length > 1, '/credentialStatus');
  needs(entries.every(one => (one.statusPurpose === 'message') === ('statusMessage' in one)), '/credentialStatus');
  for(const one of entries) {
    needs(one.id === `${one.statusListCredential}#${one.statusListIndex}`, '/credentialStatus');
    needs(!one.statusListCredential.includes('#') && BigInt(one.statusListIndex) < MOST_ENTRIES, '/credentialStatus');
  }
  needs(new Set(entries.map(one => one.statusListCredential)).size === entries.length, '/credentialStatus');
  const issued = certificate.validFrom.slice(0, 10);
  for(const {act} of subject.offset.creditLines) {
    // The day in a registry's time zone may be one ahead of UTC.
    const ahead = act.date && instant(`${act.date}T00:00:00Z`) - 86_400_000 > instant(`${issued}T00:00:00Z`);
    needs(!ahead && !(act.due < issued), '/credentialSubject/offset/creditLines');
  }
  for(const {firstDay, lastDay} of subject.offset.assurances ?? []) {
    needs(firstDay <= issued && issued <= lastDay, '/credentialSubject/offset/assurances');
  }
}

// Returns the entries of a certificate in status lists: for revocation, and, if there are any, for suspension and for what
// becomes of a returned product.
export function entriesOf(certificate) {
  return [certificate.credentialStatus].flat();
}

// Returns the host of a did:web, with its port.
export function hostOfDid(did) {
  return did.startsWith('did:web:') ? did.slice('did:web:'.length).split(':')[0].replace('%3A', ':') : null;
}

function isUrl(value) {
  return value.length <= 2048
    && /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:[1-9][0-9]{0,4})?([/?#](%[0-9A-Fa-f]{2}|[!#$&'()*+,./:;=?@A-Z_a-z~0-9-])*)?$/
      .test(value)
    && !/^https:\/\/[^?#]*\/\.\.?([/?#]|$)/.test(value);
}

function pathOf({gtin, maker, partNumber, serialNumber}) {
  const segment = part => encodeURIComponent(part).replace(/[!'()*]/g, encodeCharacter);
  return gtin ? `/01/${gtin}/21/${segment(serialNumber)}`
    : `/maker/${segment(maker)}/part/${segment(partNumber)}/serial/${segment(serialNumber)}`;
}

const encodeCharacter = character =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function checkDigit(digits) {
  const sum = [...digits].reduce((sum, digit, at) => sum + Number(digit) * (at % 2 ? 1 : 3), 0);
  return sum % 10 === 0 && /[1-9]/.test(digits);
}
