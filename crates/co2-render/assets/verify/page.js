// The page around the checks: what is given to it, what it fetches, and what it shows.

import {utf8} from './bytes.js';
import {hostOfDid} from './form.js';
import {instant, write} from './values.js';
import {CHECKS, verify} from './verify.js';

const MOST_BYTES = 16 * 1024 * 1024;
const WORDS = {passed: 'Passed', failed: 'Failed', notReached: 'Not reached'};
const element = id => document.getElementById(id);

// The folder above this page: a copy of an issuer's public files, usually that of the issuer itself.
const root = new URL('../', location.href);
let fetched = [];

async function get(url) {
  const response = await fetch(url, {cache: 'no-cache', credentials: 'omit'});
  if(response.status === 404) {
    return null;
  }
  if(!response.ok) {
    throw new Error(`${url} cannot be fetched: the server answers ${response.status}`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if(bytes.length > MOST_BYTES) {
    throw new Error(`${url} is longer than ${MOST_BYTES} bytes`);
  }
  fetched.push(url);
  return bytes;
}

// The issuer whose public files are beside this page; null if there are none.
const here = get(new URL('.well-known/did.json', root)).then(bytes =>
  bytes && hostOfDid(String(JSON.parse(new TextDecoder().decode(bytes)).id))).catch(() => null);

// Fetches a document of an issuer: from beside this page if that issuer's files are there, otherwise from its own host.
async function fetchDocument(address) {
  const url = new URL(address);
  const beside = url.host === await here && url.search === '' && url.hash === '';
  try {
    return await get(beside ? new URL(url.pathname.slice(1), root) : url);
  } catch(error) {
    throw error instanceof TypeError ? new Error(`${url} cannot be fetched from here`) : error;
  }
}

// Returns the bytes of what is given: an address, or the text itself.
async function bytesOf(given) {
  if(given.startsWith('https://')) {
    return await fetchDocument(given) ?? Promise.reject(new Error(`there is no certificate at ${given}`));
  }
  // A path on the server of this page.
  return given.startsWith('/') ? await get(new URL(given, location.origin)) ?? utf8('') : utf8(given);
}

// The time for which is asked: that of the parameter `at`, or now.
function moment() {
  const asked = new URLSearchParams(location.search).get('at');
  return asked && instant(asked) !== null ? instant(asked) : Math.floor(Date.now() / 1000) * 1000;
}

async function run(bytesGiven) {
  const at = moment();
  fetched = [];
  element('result').hidden = false;
  element('verdict').className = 'verdict';
  element('verdict').textContent = 'Checking…';
  element('steps').replaceChildren();
  element('facts').replaceChildren();
  let answer;
  if(!globalThis.crypto?.subtle) {
    answer = unable('A browser checks signatures only on pages that come over https, or from this computer.');
  } else {
    try {
      answer = await verify(await bytesGiven(), at, fetchDocument);
    } catch(error) {
      answer = unable(error.message);
    }
  }
  show(answer, at);
}

function unable(because) {
  const outcomes = Object.fromEntries(Object.keys(CHECKS).map(name => [name, {outcome: 'notReached'}]));
  return {verified: false, certificate: null, because, outcomes};
}

function show(answer, at) {
  const {verified, outcomes, certificate, because, spent} = answer;
  const time = write(new Date(at));
  const verdict = element('verdict');
  const doubtful = verified && outcomes.log.outcome === 'failed';
  verdict.className = `verdict ${doubtful || spent ? 'open' : verified ? 'passed' : 'failed'}`;
  verdict.textContent = doubtful ? `Genuine, but the public log does not confirm it. Ask the issuer. (${time})`
    : verified && spent ? `Genuine, but the product was returned: what is stated remains true, and the grams serve no other product. (${time})`
    : verified ? `Verified: the certificate is genuine and holds at ${time}.`
      : `Not verified at ${time}.${because ? ` ${because}` : ''}`;
  verdict.dataset.verified = verified;
  element('steps').replaceChildren(...Object.entries(outcomes).map(([name, {outcome, because}]) => {
    const line = make('li');
    line.dataset.check = name;
    line.dataset.outcome = outcome;
    line.append(make('strong', WORDS[outcome], outcome === 'notReached' ? 'open' : outcome), make('div', CHECKS[name]));
    if(because) {
      line.append(make('span', because));
    }
    return line;
  }));
  if(certificate) {
    element('facts').replaceChildren(...facts(certificate, answer));
  }
  element('read').replaceChildren(...fetched.map(url => make('li', String(url))));
  document.documentElement.dataset.done = 'true';
}

function facts(certificate, {verified, statusAsOf}) {
  const {offset} = certificate.credentialSubject;
  const list = make('dl');
  const add = (name, value) => {
    const pair = make('div');
    pair.append(make('dt', name), make('dd', value));
    list.append(pair);
  };
  add('Product', offset.product.productName);
  add('Serial number', offset.product.serialNumber);
  add('Credits', `${offset.amount_kg} kg CO2e`);
  add('State', offset.state === 'retired' ? 'retired' : 'set aside, not yet retired');
  add('Estimated footprint', `${offset.footprint.total_kg} kg CO2e`);
  add('Issued by', `${certificate.issuer.name} (${certificate.issuer.id})`);
  add('Issued at', certificate.validFrom);
  if(statusAsOf) {
    add('Status as of', statusAsOf);
  }
  for(const line of offset.creditLines) {
    const act = line.act.kind === 'retired' ? `${line.act.word.replace('_', ' ')} on ${line.act.date}, ${line.act.reference}`
      : `to be retired by ${line.act.due}`;
    add(`${line.amount_kg} kg from ${line.projectName}`, `${line.technology}, ${line.projectCountry ?? ''} ${line.registry} ${
      line.blockSerial}; ${act}`);
  }
  const notice = offset.demonstration ? [make('p', offset.demonstration, 'notice')] : [];
  return [make('h2', verified ? 'What the certificate states' : 'What the file states, which was not verified'), ...notice, list];
}

function make(name, text = '', kind = '') {
  const one = document.createElement(name);
  one.textContent = text;
  if(kind) {
    one.className = kind;
  }
  return one;
}

document.querySelector('form').addEventListener('submit', event => {
  event.preventDefault();
  const given = element('given').value.trim();
  if(given) {
    run(() => bytesOf(given));
  }
});
element('file').addEventListener('change', event => {
  const [file] = event.target.files;
  if(file) {
    run(async () => new Uint8Array(await file.arrayBuffer()));
  }
});
// A certificate's page and its QR code lead here with the certificate's address after a number sign.
function fromAddress() {
  const given = decodeURIComponent(location.hash.slice(1));
  if(given) {
    element('given').value = given;
    run(() => bytesOf(given));
  }
}
addEventListener('hashchange', fromAddress);
fromAddress();
