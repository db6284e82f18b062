// Writes intl.json beside this file: numbers, plurals, distances and dates as another implementation
// of CLDR writes them. Run: node crates/co2-equiv/tests/golden/generate.mjs
import { writeFileSync } from "node:fs";

const locales = ["bg", "de", "de-CH", "en", "en-IN", "fr", "hi", "ja", "nl", "sv", "zh"];
const whole = [0, 1, 2, 5, 10, 100, 999, 1000, 1789, 9999, 10000, 26000, 77400, 356411, 1234567, 215257913, 1000000000000000];
const decimals = ["0.5", "4.6", "371.096", "1234.5", "356411.25"];
// Each has at most three digits after the point of its word, so that no digit is rounded off.
const large = [
  10000, 21000, 215000, 350000, 1000000, 1700000, 2000000, 10000000, 12300000, 77400000, 123000000,
  1000000000, 2500000000, 10000000000, 100000000000, 340000000000, 1000000000000, 3400000000000,
  12000000000000, 1000000000000000,
];
const plurals = [0, 1, 2, 3, 5, 11, 21, 100, 101, 1000, 77400, 999999];
const dates = ["2021-02-27", "2026-11-01", "1999-12-31"];

const golden = { implementation: `ICU ${process.versions.icu}, CLDR ${process.versions.cldr}`, locales: {} };
for (const locale of locales) {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  const compact = new Intl.NumberFormat(locale, {
    notation: "compact",
    compactDisplay: "long",
    maximumFractionDigits: 3,
  });
  // The crate writes "kilometre" in every English.
  const words = locale === "en" ? "en-GB" : locale;
  const distance = (unit) =>
    new Intl.NumberFormat(words, { style: "unit", unit, unitDisplay: "long" });
  const date = (dateStyle) => new Intl.DateTimeFormat(locale, { dateStyle, timeZone: "UTC" });
  const rules = new Intl.PluralRules(locale);
  const each = (list, write) => Object.fromEntries(list.map((item) => [String(item), write(item)]));
  golden.locales[locale] = {
    whole: each(whole, (n) => number.format(n)),
    decimals: each(decimals, (n) => number.format(n)),
    large: each(large, (n) => compact.format(n)),
    plurals: each(plurals, (n) => rules.select(n)),
    kilometres: each([1, 2, 26000], (n) => distance("kilometer").format(n)),
    miles: each([1, 2, 26000], (n) => distance("mile").format(n)),
    long_dates: each(dates, (day) => date("long").format(new Date(`${day}T00:00:00Z`))),
    short_dates: each(dates, (day) => date("short").format(new Date(`${day}T00:00:00Z`))),
  };
}
writeFileSync(new URL("intl.json", import.meta.url), JSON.stringify(golden, null, 1) + "\n");
