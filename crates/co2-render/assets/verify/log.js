// Whether the issuer's public log contains a certificate (C2SP tlog-tiles, RFC 6962).

import {concat, equal, fromBase64, hex, sha256, utf8} from './bytes.js';
import {canonical, read} from './json.js';
import {made, noteId, trusted} from './keys.js';
import {grams} from './values.js';

export class LogFault extends Error {}

// A browser reads this many bundles of 256 entries, the newest first, before it gives up.
export const MOST_BUNDLES = 512;

const fail = message => {
  throw new LogFault(message);
};
const leafHash = bytes => sha256(concat(Uint8Array.of(0), bytes));
const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

// Checks that the log of a certificate contains it: the checkpoint is signed, an entry names the certificate
// and its grams, and the entry leads to the signed root. Returns the entry's place; null if the log is longer than what
// a browser reads.
export async function checkLog(certificate, at, fetchDocument, document) {
  const base = `https://${certificate.logOrigin}/`;
  const file = async name => await fetchDocument(base + name);
  const checkpoint = await readCheckpoint(await file('checkpoint'), certificate.logOrigin, trusted(document, at));
  const digest = hex(await sha256(utf8(canonical(certificate))));
  const tiles = new Tiles(file, checkpoint.size);
  const found = await find(tiles, digest);
  if(found === null) {
    return null;
  }
  checkEntry(found.leaf, certificate, digest);
  if(!equal(await tiles.rootFrom(found.index, await leafHash(found.bytes)), checkpoint.root)) {
    fail('the entry does not lead to the signed root of the log');
  }
  return {index: found.index, size: checkpoint.size, op: found.leaf.op};
}

// Reads a checkpoint, which a trusted key must have signed: the log's name, its size and the root of its tree.
async function readCheckpoint(bytes, origin, keys) {
  const note = new TextDecoder().decode(bytes ?? fail(`there is no checkpoint of the log ${origin}`));
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [name, size, root] = text.split('\n');
  if(end < 0 || name !== origin || !/^(0|[1-9][0-9]{0,14})$/.test(size) || fromBase64(root)?.length !== 32) {
    fail(`the checkpoint is not one of the log ${origin}`);
  }
  let signed = false;
  for(const line of note.slice(end + 2).split('\n')) {
    const [, signer, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const signature = signer === origin ? fromBase64(encoded) : null;
    for(const {key} of signature ? keys : []) {
      if(hex(signature.subarray(0, 4)) === await noteId(origin, key)) {
        signed = await made(key, signature.subarray(4), utf8(text))
          || fail('the signature of the checkpoint does not match');
      }
    }
  }
  return signed ? {size: Number(size), root: fromBase64(root)} : fail('no known key signed the checkpoint');
}

// Finds the entry of a certificate, from the newest entry on.
async function find(tiles, digest) {
  const bundles = Math.ceil(tiles.size / 256);
  for(let index = bundles - 1; index >= 0; index -= 1) {
    if(bundles - index > MOST_BUNDLES) {
      return null;
    }
    const entries = await tiles.entries(index);
    for(const [place, bytes] of entries.entries()) {
      const text = new TextDecoder().decode(bytes);
      if(text.includes(digest)) {
        const leaf = read(bytes, {bytes: 65_535, depth: 4});
        if(leaf.cert === digest && ['issue', 'reissue'].includes(leaf.op)) {
          return {leaf, bytes, index: index * 256 + place};
        }
      }
    }
  }
  return fail('the log does not have this certificate');
}

// Checks that the entry of a certificate names the certificate's grams.
function checkEntry(leaf, certificate, digest) {
  const lines = certificate.credentialSubject.offset.creditLines.map(line => ({
    end_g: line.sliceEnd_g, first: line.blockFirst, last: line.blockLast, scope: line.unitScope,
    serial: line.blockSerial, start_g: line.sliceStart_g, unit_g: String(grams(line.unitSize_kg)),
  }));
  const named = lines.map(canonical);
  const logged = (leaf.slices ?? []).map(canonical);
  const fits = leaf.op === 'issue'
    ? canonical(leaf) === canonical({cert: digest, op: 'issue', slices: lines, v: '1'})
    : logged.every(slice => named.some(line => covers(JSON.parse(line), JSON.parse(slice))));
  if(!fits) {
    fail('the log\'s entry and the certificate do not name the same grams');
  }
}

const covers = (line, slice) =>
  ['first', 'last', 'scope', 'serial', 'unit_g'].every(name => line[name] === slice[name])
  && BigInt(line.start_g) <= BigInt(slice.start_g) && BigInt(slice.end_g) <= BigInt(line.end_g);

// The files of a log of some size.
class Tiles {
  #file;
  #read = new Map();

  constructor(file, size) {
    this.#file = file;
    this.size = size;
  }

  async #tile(kind, index, count) {
    const width = Math.min(count - index * 256, 256);
    const groups = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').match(/.{3}/g);
    const name = `tile/${kind}/${groups.map((group, at) => at < groups.length - 1 ? `x${group}` : group).join('/')}`;
    if(!this.#read.has(name)) {
      // A full tile may have taken the place of a part of one.
      const bytes = (width < 256 ? await this.#file(`${name}.p/${width}`) : null) ?? await this.#file(name);
      this.#read.set(name, bytes ?? fail(`the log has no file ${name}`));
    }
    return {bytes: this.#read.get(name), width, damaged: () => fail(`the log's file ${name} is damaged`)};
  }

  // Returns the entries of a bundle.
  async entries(index) {
    const {bytes, width, damaged} = await this.#tile('entries', index, this.size);
    const entries = [];
    for(let at = 0; at < bytes.length;) {
      const end = at + 2 + (bytes[at] << 8 | bytes[at + 1]);
      entries.push(bytes.subarray(at + 2, end));
      at = end <= bytes.length ? end : damaged();
    }
    return entries.length < width ? damaged() : entries.slice(0, width);
  }

  // Returns the hash of the complete subtree over the 2^level leaves from leaf index × 2^level on.
  async #subtree(level, index) {
    const [row, above] = [Math.floor(level / 8), level % 8];
    const first = index * 2 ** above;
    const {bytes, damaged} = await this.#tile(row, Math.floor(first / 256), Math.floor(this.size / 256 ** row));
    let hashes = [];
    for(let at = first % 256; at < first % 256 + 2 ** above; at += 1) {
      hashes.push(bytes.length >= (at + 1) * 32 ? bytes.subarray(at * 32, (at + 1) * 32) : damaged());
    }
    while(hashes.length > 1) {
      hashes = await Promise.all(pairs(hashes).map(([left, right]) => nodeHash(left, right)));
    }
    return hashes[0];
  }

  // Returns the hash over the leaves of one of the ranges into which a tree is divided.
  async #range(start, end) {
    const size = end - start;
    if(Number.isInteger(Math.log2(size))) {
      return this.#subtree(Math.log2(size), start / size);
    }
    const middle = start + split(size);
    return nodeHash(await this.#range(start, middle), await this.#range(middle, end));
  }

  // Returns the root to which a leaf leads.
  async rootFrom(index, leaf, start = 0, end = this.size) {
    if(end - start === 1) {
      return leaf;
    }
    const middle = start + split(end - start);
    return index < middle
      ? nodeHash(await this.rootFrom(index, leaf, start, middle), await this.#range(middle, end))
      : nodeHash(await this.#range(start, middle), await this.rootFrom(index, leaf, middle, end));
  }
}

// Returns the largest power of two below a size.
const split = size => 2 ** Math.ceil(Math.log2(size) - 1);

const pairs = list => list.flatMap((one, at) => at % 2 ? [[list[at - 1], one]] : []);
