// Amounts, instants and days in the one form in which certificates write them.

// Returns an amount in kilograms as a whole number of grams.
export function grams(kilograms) {
  const [whole, fraction = ''] = kilograms.split('.');
  return BigInt(whole + fraction.padEnd(3, '0'));
}

// Returns the milliseconds since 1970 of an instant such as 2026-11-21T12:00:00Z; null for another text.
export function instant(text) {
  if(!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(text) || text.startsWith('0000')) {
    return null;
  }
  const at = new Date(text);
  // Days and hours that do not exist are read as others, or not at all.
  return Number.isNaN(at.getTime()) || write(at) !== text ? null : at.getTime();
}

export const isDay = text => instant(`${text}T00:00:00Z`) !== null;

// Writes an instant to the second, in UTC.
export const write = at => at.toISOString().replace(/\.[0-9]{3}Z$/, 'Z');
