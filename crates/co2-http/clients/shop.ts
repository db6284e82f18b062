// A shop in TypeScript: a whole purchase with a client that is generated from the OpenAPI document.
//
//     node built/shop.js order|ship|late SHOP URL OUT
//
// SHOP is a folder of `co2 init`, URL the server's address, and OUT a folder for the certificates. Between the steps
// the server is stopped and started again.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Schemas = components["schemas"];

const [step, shop, baseUrl, out] = process.argv.slice(2);
assert(step && shop && baseUrl && out, "name a step, the shop's folder, the server's address and a folder");
const order = "typescript-1";

/** Of the forms that an answer can have, JSON. */
type Json = "application/json" | "application/problem+json";
const client = (headers: HeadersInit) => createClient<paths, Json>({ baseUrl, headers });
const sales = client({ Authorization: "Bearer shop" });
const office = client({ Authorization: "Bearer operator" });
const anybody = client({});

/** For bodies that are not JSON. */
const bodySerializer = (text: unknown) => String(text);

/** What a request was answered with; a refusal is an error with the problem document in it. */
function done<T>({ data, error }: { data?: T; error?: Schemas["Problem"] }): T {
  if (error) throw new Error(`${error.type} ${error.field ?? ""}: ${error.detail}`);
  assert(data !== undefined);
  return data;
}

/** Asks until the answer is as it should be, and fails if it is not after half a minute. */
async function until<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (tries === 300) throw new Error(`the server still answers ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

const cart: Schemas["Cart"] = JSON.parse(readFileSync(join(shop, "cart.json"), "utf8"));
const buyer: Schemas["Buyer"] = { country: "SE", audience: "business" };
const choice: Schemas["Choice"] = { project: "GS990001" };
const path = { order };

async function quoted(): Promise<Schemas["Quote"]> {
  return done(await sales.POST("/v1/quotes", { body: { cart, buyer, choice } }));
}

async function reserved(of: string, quote: Schemas["Terms"]): Promise<Schemas["Reservation"]> {
  const body = { cart, buyer, choice, quote };
  return done(await sales.POST("/v1/orders/{order}/reserve", { params: { path: { order: of } }, body }));
}

/** The three fields of a quote that a reservation needs. */
const terms = ({ rules, price, valid_until }: Schemas["Quote"]): Schemas["Terms"] => ({ rules, price, valid_until });

/** Credits come into stock; the cart is quoted, reserved and paid. */
async function sell(): Promise<void> {
  const credits = readFileSync(join(shop!, "credits.csv"), "utf8");
  const table = { body: credits, bodySerializer, headers: { "Content-Type": "text/csv" } };
  done(await office.POST("/v1/credits", table));
  assert.equal(done(await office.POST("/v1/credits", table)).replayed, true);

  const quote = terms(await quoted());
  writeFileSync(join(out!, "quote.json"), JSON.stringify(quote));
  assert.equal((await reserved(order, quote)).replayed, false);

  // The customer presses the button twice.
  const first = done(await sales.POST("/v1/orders/{order}/confirm", { params: { path } }));
  const second = done(await sales.POST("/v1/orders/{order}/confirm", { params: { path } }));
  assert.deepEqual([first.order, first.replayed], ["confirmed", false]);
  assert.deepEqual([second.order, second.replayed], ["confirmed", true]);

  // Another cart under the same name is refused, and the answer says what differs.
  const more = { ...cart, lines: cart.lines.map((line) => ({ ...line, quantity: 3 })) };
  const body = { cart: more, buyer, choice, quote };
  const { error, response } = await sales.POST("/v1/orders/{order}/reserve", { params: { path }, body });
  assert.deepEqual([response.status, error?.type], [409, "/problems/conflict"]);
}

/** After the server was started again, the shop repeats what it has sent, and ships. */
async function ship(): Promise<void> {
  const quote: Schemas["Terms"] = JSON.parse(readFileSync(join(out!, "quote.json"), "utf8"));
  const again = await reserved(order, quote);
  assert.deepEqual([again.status, again.replayed], ["confirmed", true]);
  assert.equal(done(await sales.POST("/v1/orders/{order}/confirm", { params: { path } })).replayed, true);

  const parcel = [{ line: 1, serial: "TS0001" }, { line: 1, serial: "TS0002" }];
  const sent = done(await sales.POST("/v1/orders/{order}/fulfil", { params: { path }, body: { parcel } }));
  assert.deepEqual([sent.issued.length, sent.unfulfilled.length], [2, 0]);
  const twice = done(await sales.POST("/v1/orders/{order}/fulfil", { params: { path }, body: { parcel } }));
  assert.deepEqual(twice, sent);

  const digest = sent.issued[0]!.digest;
  const form = async (Accept: string) => {
    const params = { path: { order, digest } };
    const certificate = "/v1/orders/{order}/certificates/{digest}";
    const answer = await sales.GET(certificate, { params, headers: { Accept }, parseAs: "arrayBuffer" });
    return new Uint8Array(done(answer));
  };
  writeFileSync(join(out!, "certificate.json"), await form("application/vc"));
  writeFileSync(join(out!, "certificate.jwt"), await form("application/vc+jwt"));
  writeFileSync(join(out!, "badge.png"), await form("image/png"));

  // Anybody can verify it once the public files are written.
  const token = readFileSync(join(out!, "certificate.jwt"), "utf8");
  const given = { body: token, bodySerializer, headers: { "Content-Type": "application/vc+jwt" } };
  const verify = async () => done(await anybody.POST("/v1/verify", given));
  const verdict = await until(verify, (verdict) => verdict.verified);
  assert.equal(verdict.record?.product.serialNumber, "TS0001");

  // A retirement is named by the shop: the same name with other units is another thing.
  const units = done(await sales.GET("/v1/orders/{order}/units", { params: { path } })).units[0]!;
  const key = { header: { "Idempotency-Key": "typescript-retirement" } };
  const asked = done(await office.POST("/v1/retirements", { params: key, body: units }));
  assert.deepEqual([asked.recorded, asked.replayed], [false, false]);
  assert.equal(done(await office.POST("/v1/retirements", { params: key, body: units })).replayed, true);
  const other = { ...units, lot: "sample-landfill" };
  const { error } = await office.POST("/v1/retirements", { params: key, body: other });
  assert.deepEqual([error?.type, error?.field], ["/problems/conflict", "lot"]);

  // However often the shop asked, the order was paid once.
  const query = { types: "co2.order.confirmed.v1" };
  const { events } = done(await office.GET("/v1/events", { params: { query } }));
  assert.equal(events.filter((event) => event.subject === order).length, 1);
}

/** The message that a customer has paid arrives after the reservation has expired, twice. */
async function late(): Promise<void> {
  const path = { order: "typescript-2" };
  await reserved(path.order, terms(await quoted()));
  const status = async () => done(await sales.GET("/v1/orders/{order}", { params: { path } })).status;
  await until(status, (status) => status === "expired");
  const paid = done(await sales.POST("/v1/orders/{order}/settle", { params: { path } }));
  assert.deepEqual([paid.order, paid.reallocated], ["confirmed", true]);
  assert.equal(done(await sales.POST("/v1/orders/{order}/settle", { params: { path } })).replayed, true);
}

const steps: Record<string, () => Promise<void>> = { order: sell, ship, late };
await steps[step]!();
console.log(`typescript: ${step} is done`);
