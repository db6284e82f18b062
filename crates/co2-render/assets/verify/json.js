// Strict reading and canonical writing of JSON (RFC 8785): what programs could read differently is refused.

export class JsonFault extends Error {}

export const CERTIFICATE = {bytes: 256 * 1024, depth: 16};
export const STATUS_LIST = {bytes: 4 * 1024 * 1024, depth: 16};

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const LITERALS = [['true', true], ['false', false], ['null', null]];

// Reads one value. Objects have no prototype, so that every name is a name like any other.
export function read(bytes, limits, {anyNumber = false} = {}) {
  if(bytes.length > limits.bytes) {
    throw new JsonFault(`the text has ${bytes.length} bytes, more than ${limits.bytes}`);
  }
  let text;
  try {
    text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    throw new JsonFault('the text is not UTF-8');
  }
  let at = 0;
  const fail = message => {
    throw new JsonFault(`${message} at character ${at + 1}`);
  };
  const skip = () => {
    while(' \t\n\r'.includes(text[at] ?? 'x')) {
      at += 1;
    }
  };
  const take = character => {
    skip();
    if(text[at] !== character) {
      return false;
    }
    at += 1;
    return true;
  };
  const expect = character => take(character) || fail(`not JSON: "${character}" is missing`);

  function string() {
    let end = at + 1;
    for(;;) {
      const code = text.charCodeAt(end);
      if(!(code >= 0x20)) {
        fail('not JSON: a string does not end');
      }
      if(code === 0x22) {
        break;
      }
      end += code === 0x5c ? 2 : 1;
    }
    let value;
    try {
      value = JSON.parse(text.slice(at, end + 1));
    } catch {
      fail('not JSON: a string has a bad escape');
    }
    if(!value.isWellFormed()) {
      fail('not JSON: a string has half a character');
    }
    at = end + 1;
    return value;
  }

  function number() {
    NUMBER.lastIndex = at;
    const found = NUMBER.exec(text) ?? fail('not JSON: no value');
    const [digits, fraction, exponent] = found;
    const value = Number(digits);
    if(!anyNumber) {
      if(fraction || exponent || Object.is(value, -0)) {
        fail('a number has a fraction or exponent');
      }
      if(!Number.isSafeInteger(value)) {
        fail('an integer is too large for every reader to represent it exactly');
      }
    }
    at += digits.length;
    return value;
  }

  function value(left) {
    skip();
    const inner = () => left > 0 ? left - 1 : fail(`nested more than ${limits.depth} levels deep`);
    if(text[at] === '"') {
      return string();
    }
    if(take('{')) {
      const below = inner();
      const members = Object.create(null);
      if(take('}')) {
        return members;
      }
      do {
        skip();
        if(text[at] !== '"') {
          fail('not JSON: a name is missing');
        }
        const name = string();
        if(name in members) {
          fail(`the member "${name.slice(0, 64)}" occurs twice`);
        }
        expect(':');
        members[name] = value(below);
      } while(take(','));
      expect('}');
      return members;
    }
    if(take('[')) {
      const below = inner();
      const items = [];
      if(take(']')) {
        return items;
      }
      do {
        items.push(value(below));
      } while(take(','));
      expect(']');
      return items;
    }
    for(const [word, meaning] of LITERALS) {
      if(text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    return number();
  }

  const whole = value(limits.depth);
  skip();
  return at === text.length ? whole : fail('not JSON: there is more after the value');
}

export const isObject = value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Writes a value in its one canonical form. Its numbers are integers, as `read` allows no others.
export function canonical(value) {
  if(Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if(isObject(value)) {
    // The default order of texts is that of their UTF-16 code units, which is the canonical one.
    const members = Object.keys(value).sort();
    return `{${members.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

// Copies an object without some of its members.
export function without(value, ...names) {
  const copy = Object.create(null);
  for(const name of Object.keys(value).filter(name => !names.includes(name))) {
    copy[name] = value[name];
  }
  return copy;
}
