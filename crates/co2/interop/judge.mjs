// Ajv takes every schema in its strict mode and says of every document what Rust says of it;
// json-schema-to-typescript makes types of every schema, which `run` compiles.
import { readFileSync, readdirSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { compile } from "json-schema-to-typescript";

const [folder] = process.argv.slice(2);
const ajv = new Ajv2020.default({ strict: true, strictRequired: false, allErrors: false });
const names = readdirSync(join(folder, "schemas")).map((file) => file.replace(/\.json$/, ""));
const validators = new Map();
const faults = [];
for (const name of names) {
  const schema = JSON.parse(readFileSync(join(folder, "schemas", `${name}.json`), "utf8"));
  try {
    validators.set(name, ajv.compile(schema));
  } catch (error) {
    faults.push(`${name}: ${error.message}`);
  }
}

let judged = 0;
for (const line of readFileSync(join(folder, "documents.jsonl"), "utf8").trimEnd().split("\n")) {
  const { schema, valid, document } = JSON.parse(line);
  const validator = validators.get(schema);
  if (validator && validator(document) !== valid) {
    faults.push(`${schema}: Rust says ${valid}: ${line.slice(0, 300)}`);
  }
  judged += 1;
}

const types = join(folder, "typescript");
mkdirSync(types, { recursive: true });
for (const name of names) {
  const schema = JSON.parse(readFileSync(join(folder, "schemas", `${name}.json`), "utf8"));
  try {
    const text = await compile(schema, name, { format: false, bannerComment: "" });
    // The example must be of the type, too.
    const type = /export (?:interface|type) (\w+)/g;
    const root = schema.title;
    const exported = [...text.matchAll(type)].map((match) => match[1]);
    if (!exported.includes(root)) faults.push(`${name}: no type ${root} in ${exported}`);
    const example = JSON.stringify(schema.examples[0]);
    writeFileSync(join(types, `${name}.ts`), `${text}\nexport const example: ${root} = ${example};\n`);
  } catch (error) {
    faults.push(`${name}: json-schema-to-typescript: ${error.message}`);
  }
}

for (const fault of faults.slice(0, 40)) console.error(`FAULT ${fault}`);
console.log(`ajv: ${validators.size} of ${names.length} schemas, ${judged} documents, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
