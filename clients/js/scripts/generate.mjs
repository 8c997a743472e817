// Types and currencies from the server's own descriptions, protocol/asyncapi.json and protocol/openapi.json.
//
//   node scripts/generate.mjs            writes src/protocol.ts, src/routes.ts and src/currencies.ts
//   node scripts/generate.mjs --check    says whether they are as they would be written

import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';

const SHARED = '#/components/schemas/';
const STYLE = {
  bannerComment: '',
  additionalProperties: false,
  unreachableDefinitions: true,
  style: { singleQuote: true, printWidth: 140 },
};
const LINE_MAX = 140;

const at = path => new URL(`../${path}`, import.meta.url);
const read = name => JSON.parse(readFileSync(at(`protocol/${name}.json`), 'utf8'));
const socket = read('asyncapi');
const rest = read('openapi');
const { kinds, connection, problems, currencies } = socket['x-rialto'];

const pascal = name =>
  name
    .match(/[A-Za-z0-9]+/g)
    .map(word => word[0].toUpperCase() + word.slice(1))
    .join('');
const quoted = name => (/^[a-z]\w*$/i.test(name) ? name : `'${name}'`);

/** As the compiler needs it: definitions of its own, and no reference with anything beside it, which would be a copy. */
function local(node) {
  if (Array.isArray(node)) return node.map(local);
  if (node === null || typeof node !== 'object') return node;
  const { $ref, ...others } = node;
  const copied = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, local(value)]));
  if ($ref === undefined) return copied;
  const reference = { $ref: $ref.replace(SHARED, '#/$defs/') };
  return Object.keys(copied).length === 0 ? reference : { allOf: [reference], ...copied };
}

/** Interfaces of these schemas, by name, each declared once and in the order of their names. */
async function declared(schemas) {
  const names = Object.keys(schemas).sort();
  const all = {
    $defs: local(schemas),
    type: 'object',
    properties: Object.fromEntries(names.map(name => [name, { $ref: `#/$defs/${name}` }])),
  };
  const text = (await compile(all, 'Everything', STYLE)).replace(
    /\n \*\n \* This interface was referenced by `Everything`'s JSON-Schema\n \* via the `definition` "\w+"\./g,
    '',
  );
  const plain = text.replace(
    /\/\*\*\n \* This interface was referenced by `Everything`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g,
    '',
  );
  const short = plain.replace(/\/\*\*\n *\* (.*)\n *\*\//g, '/** $1 */');
  const parts = short.split(/\n(?=\/\*\*|export )/);
  const byName = new Map();
  let comment = '';
  for (const part of parts) {
    const name = /^export (?:interface|type) (\w+)/m.exec(part)?.[1];
    if (!name) comment += `${part}\n`;
    else {
      byName.set(name, `${comment}${part}`.trim());
      comment = '';
    }
  }
  byName.delete('Everything');
  return new Map([...byName].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The name of a schema; what has none gets one after what it is the data of. */
function named(schemas, schema, name) {
  if (schema.$ref) return schema.$ref.slice(SHARED.length);
  schemas[name] = schema;
  return name;
}

const summary = (text, depth) => (text ? `${' '.repeat(depth)}/** ${text.replace(/\s*\n\s*/g, ' ')} */\n` : '');

function eventsOf(schemas, messages, depth) {
  return Object.entries(messages).map(([name, { data, summary: text }]) => {
    const type = named(schemas, data, `${pascal(name)}Event`);
    return `${summary(text, depth)}${' '.repeat(depth)}${quoted(name)}: ${type};\n`;
  });
}

function requestsOf(schemas, requests, depth) {
  return Object.entries(requests).map(([name, { data, reply, summary: text }]) => {
    const [asked, answered] = [named(schemas, data, `${pascal(name)}Request`), named(schemas, reply, `${pascal(name)}Reply`)];
    return `${summary(text, depth)}${' '.repeat(depth)}${quoted(name)}: { in: ${asked}; out: ${answered} };\n`;
  });
}

function kindOf(schemas, name, { state, beside, events, signals, requests }) {
  const own = [state, beside].filter(Boolean).map((part, place) => named(schemas, part, `${pascal(name)}State${place}`));
  return [
    `  ${name}: {\n    state: ${own.join(' & ')};\n    events: {\n`,
    ...eventsOf(schemas, { ...events, ...signals }, 6),
    '    };\n    commands: {\n',
    ...requestsOf(schemas, requests, 6),
    '    };\n  };\n',
  ].join('');
}

/** A union, a line as long as it may be. */
function union(names) {
  const lines = ['  |'];
  for (const name of names) {
    const more = ` '${name}' |`;
    if (LINE_MAX < lines.at(-1).length + more.length) lines.push('  |');
    lines[lines.length - 1] += more;
  }
  return lines.map(line => line.replace(/ \|$/, '')).join('\n');
}

async function protocol() {
  const schemas = { ...socket.components.schemas };
  const rooms = Object.entries(kinds).map(([name, kind]) => kindOf(schemas, name, kind));
  const words = [
    '/** What is asked of the connection itself, and what it tells. */\nexport interface Connection {\n  commands: {\n',
    ...requestsOf(schemas, connection.requests, 4),
    '  };\n  events: {\n',
    ...eventsOf(schemas, connection.messages, 4),
    '  };\n}\n',
  ];
  const types = await declared(schemas);
  const text = [
    '// Generated from protocol/asyncapi.json by `npm run generate`.\n\n',
    '/** Kinds of rooms: how they stand, what happens in them, what may be asked of them. */\n',
    `export interface Kinds {\n${rooms.join('')}}\n\n`,
    words.join(''),
    `\n/** Why something was not done. */\nexport type ErrorCode =\n${union(Object.keys(problems))};\n\n`,
    [...types.values()].join('\n\n'),
    '\n',
  ].join('');
  return { text, names: new Set(types.keys()) };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const JSON_TYPE = 'application/json';

/** What a route is asked and answers: queries, a body, the answer. */
function route(schemas, name, { parameters = [], requestBody, responses }) {
  const body = requestBody?.content?.[JSON_TYPE]?.schema;
  const done = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const answer = done?.content?.[JSON_TYPE]?.schema;
  const asked = parameters.filter(one => one.in !== 'header' && !name.includes(`{${one.name}}`));
  const query = asked.map(
    one => `${quoted(one.name)}?: ${/integer|number/.test(JSON.stringify(one.schema.type ?? '')) ? 'number' : 'string'}`,
  );
  return [
    query.length > 0 && `query: { ${query.join('; ')} }`,
    body && `body: ${named(schemas, body, `${pascal(name)}Body`)}`,
    `answer: ${answer ? named(schemas, answer, `${pascal(name)}Answer`) : 'undefined'}`,
  ]
    .filter(Boolean)
    .join('; ');
}

async function routes(known) {
  const schemas = { ...rest.components.schemas };
  const lines = [];
  for (const [path, methods] of Object.entries(rest.paths)) {
    if (!path.startsWith('/api/v1/')) continue;
    for (const method of METHODS.filter(one => methods[one])) {
      const name = `${method.toUpperCase()} ${path.slice('/api/v1/'.length)}`;
      lines.push(`${summary(methods[method].summary, 2)}  '${name}': { ${route(schemas, name, methods[method])} };\n`);
    }
  }
  const types = await declared(schemas);
  const own = [...types].filter(([name]) => !known.has(name)).map(([, text]) => text);
  const body = `${lines.join('')}}\n\n${own.join('\n\n')}\n`;
  const imported = [...types.keys()].filter(
    name => known.has(name) && new RegExp(`\\b${name}\\b`).test(body.replace(/\/\*\*[^]*?\*\//g, '')),
  );
  return [
    '// Generated from protocol/openapi.json by `npm run generate`.\n\n',
    `import type {\n${imported.map(name => `  ${name},\n`).join('')}} from './protocol.js';\n\n`,
    "/** Routes under `/api/v1/`: `rest.ask<Routes['GET auctions']['answer']>('GET', 'auctions')`. */\n",
    `export interface Routes {\n${body}`,
  ].join('');
}

function scales() {
  const groups = new Map();
  for (const [code, scale] of Object.entries(currencies).sort()) {
    if (scale !== 2) groups.set(scale, [...(groups.get(scale) ?? []), code]);
  }
  const lines = [...groups].sort(([one], [other]) => one - other).map(([scale, codes]) => `  ${scale}: '${codes.join(' ')}',\n`);
  return [
    '// Generated from protocol/asyncapi.json by `npm run generate`.\n\n',
    '/** By how many decimals, the currencies that have not two. */\n',
    `export const currencies: Record<string, string> = {\n${lines.join('')}};\n`,
  ].join('');
}

const { text, names } = await protocol();
const files = { 'src/protocol.ts': text, 'src/routes.ts': await routes(names), 'src/currencies.ts': scales() };
const isCheck = process.argv.includes('--check');
for (const [path, wanted] of Object.entries(files)) {
  if (!isCheck) writeFileSync(at(path), wanted);
  else if (readFileSync(at(path), 'utf8') !== wanted) {
    console.error(`clients/js/${path} is stale: npm run generate`);
    process.exitCode = 1;
  }
}
