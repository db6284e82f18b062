// Opens badges and pages in Chromium and checks that texts stay inside their boxes, do not overlap, and are drawn
// with existing glyphs. Takes screenshots and prints the pages. The browser is controlled through its debugging pipe.
//
// node browser.mjs ARTEFACTS CHROMIUM
// Writes ARTEFACTS/shots; exits with 1 if something is not as expected.

import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [folder, chromium] = process.argv.slice(2);
if(!chromium) {
  console.error('usage: browser.mjs ARTEFACTS CHROMIUM');
  process.exit(2);
}
const profile = mkdtempSync(join(tmpdir(), 'browser-'));
const browser = spawn(chromium, [
  '--headless', '--remote-debugging-pipe', '--disable-gpu', '--hide-scrollbars',
  '--no-first-run', '--disable-dev-shm-usage', `--user-data-dir=${profile}`,
  // As root, for example in a container, Chromium starts only without its sandbox; it opens only our own files.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
const [, , , toBrowser, fromBrowser] = browser.stdio;

let last = 0;
let buffer = '';
const waiting = new Map();
const listeners = [];
fromBrowser.setEncoding('utf8');
fromBrowser.on('data', data => {
  const messages = (buffer + data).split('\0');
  buffer = messages.pop();
  for(const message of messages.map(text => JSON.parse(text))) {
    const answer = waiting.get(message.id);
    if(answer) {
      waiting.delete(message.id);
      message.error ? answer.reject(new Error(message.error.message)) : answer.resolve(message.result);
    }
    listeners.forEach(listener => listener(message));
  }
});
let closing = false;
const exited = new Promise(done => browser.on('exit', () => {
  if(!closing) {
    console.error('the browser has ended');
    process.exit(1);
  }
  done();
}));
let sessionId;
const send = (method, params = {}) => new Promise((resolve, reject) => {
  last += 1;
  waiting.set(last, {resolve, reject});
  toBrowser.write(JSON.stringify({id: last, method, params, sessionId}) + '\0');
});

async function open(file, width, scale = 1) {
  await send('Emulation.setDeviceMetricsOverride', {
    width, height: 1200, deviceScaleFactor: scale, mobile: false,
  });
  const loaded = new Promise(done => listeners.push(({method}) => {
    if(method === 'Page.loadEventFired') {
      listeners.length = 0;
      done();
    }
  }));
  await send('Page.navigate', {url: pathToFileURL(resolve(folder, file)).href});
  await loaded;
  // What is folded is looked at as well.
  await evaluate(() => document.querySelectorAll('details').forEach(one => one.open = true));
}

async function evaluate(fn) {
  const {result, exceptionDetails} = await send('Runtime.evaluate', {
    expression: `(${fn})()`, returnByValue: true, awaitPromise: true,
  });
  if(exceptionDetails) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value;
}

// This code runs in the browser. A glyph is faulty if it is drawn like a code point that no font has.
const faults = () => {
  const found = [];
  if(document.title === 'harm') {
    found.push('a text has become a script');
  }
  const svg = document.documentElement.localName === 'svg';
  const boxes = [...document.querySelectorAll(svg ? 'text' : 'h1,h2,h3,h4,p,dd,th,td,figure')]
    .filter(element => !element.querySelector('p'))
    .map(element => {
      // The box of a cell is that of its content.
      const range = document.createRange();
      range.selectNodeContents(element);
      const place = svg ? element.getBoundingClientRect() : range.getBoundingClientRect();
      return {place, text: element.textContent.slice(0, 40)};
    })
    .filter(({place}) => place.width > 0);
  const edge = document.documentElement.getBoundingClientRect();
  const off = 0.5;
  const inner = svg ? 4 : 0;
  const codes = svg ? [...document.querySelectorAll('svg svg')].map(code => ({
    place: code.getBoundingClientRect(), text: 'the code',
  })) : [];
  const all = [...boxes, ...codes];
  all.forEach(({place, text}, index) => {
    if(place.left < edge.left + inner - off || place.right > edge.right - inner + off ||
      place.bottom > edge.bottom + off) {
      found.push(`outside: ${text}`);
    }
    for(const other of all.slice(index + 1)) {
      const across = Math.min(place.right, other.place.right) - Math.max(place.left, other.place.left);
      const down = Math.min(place.bottom, other.place.bottom) - Math.max(place.top, other.place.top);
      // Line boxes have space above and below their letters.
      const room = svg ? 0.25 * Math.min(place.height, other.place.height) : 1;
      if(across > 1 && down > room) {
        found.push(`overlap: ${text} | ${other.text}`);
      }
    }
  });
  if(!svg && document.documentElement.scrollWidth > document.documentElement.clientWidth) {
    found.push('wider than the window');
  }
  const canvas = new OffscreenCanvas(48, 48);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const drawn = character => {
    context.clearRect(0, 0, 48, 48);
    context.font = '28px system-ui, sans-serif';
    context.fillText(character, 4, 36);
    return String(context.getImageData(0, 0, 48, 48).data);
  };
  const missing = drawn('\u0378');
  const text = svg ? boxes.length && document.documentElement.textContent : document.body.innerText;
  for(const character of new Set(text)) {
    if(/[^\s\p{Cc}\p{Cf}]/u.test(character) && drawn(character) === missing) {
      found.push(`no glyph: ${character}`);
    }
  }
  return found;
};

const shots = join(folder, 'shots');
rmSync(shots, {recursive: true, force: true});
mkdirSync(shots);
let wrong = 0;
async function look(file) {
  for(const fault of await evaluate(faults)) {
    console.log(`WRONG: ${file}: ${fault}`);
    wrong += 1;
  }
}
async function shoot(name) {
  const {cssContentSize: {width, height}} = await send('Page.getLayoutMetrics');
  const clip = {x: 0, y: 0, width, height, scale: 1};
  const {data} = await send('Page.captureScreenshot', {captureBeyondViewport: true, clip});
  writeFileSync(join(shots, `${name}.png`), Buffer.from(data, 'base64'));
}

try {
  const {targetId} = await send('Target.createTarget', {url: 'about:blank'});
  ({sessionId} = await send('Target.attachToTarget', {targetId, flatten: true}));
  await send('Page.enable');
  const {badges, pages, faulty} = JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8'));
  const drawn = badges.filter(({file}) => file.endsWith('.svg'));
  for(const {file} of drawn) {
    await open(file, 500, 2);
    await look(file);
    const size = await evaluate(() => {
      const {width, height} = document.documentElement.getBoundingClientRect();
      return {width, height};
    });
    const clip = {x: 0, y: 0, ...size, scale: 1};
    const {data} = await send('Page.captureScreenshot', {captureBeyondViewport: true, clip});
    writeFileSync(join(shots, `${basename(file, '.svg')}.png`), Buffer.from(data, 'base64'));
  }
  for(const {file} of pages) {
    const name = basename(file, '.html');
    for(const width of [360, 1000]) {
      await open(file, width);
      await look(`${file} at ${width}`);
    }
    await shoot(name);
    const {data} = await send('Page.printToPDF', {preferCSSPageSize: true, printBackground: true});
    writeFileSync(join(shots, `${name}.pdf`), Buffer.from(data, 'base64'));
  }
  for(const {file, because} of faulty) {
    await open(file, 1000);
    const found = await evaluate(faults);
    for(const fault of because.filter(fault => !found.includes(fault))) {
      console.log(`WRONG: ${file}: not noticed: ${fault}`);
      wrong += 1;
    }
  }
  console.log(`${drawn.length} badges and ${pages.length} pages in the browser, ${wrong} faults`);
} finally {
  closing = true;
  browser.kill();
  await exited;
  rmSync(profile, {recursive: true, force: true, maxRetries: 5});
}
process.exit(wrong ? 1 : 0);
