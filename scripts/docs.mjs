/**
 * Writes docs/api.md from the contract: every call, event and error code with the shapes of what goes in and comes out.
 * `--check` only compares and fails when the file is not what the contract says.
 */
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { root } from './machine.mjs';
import { callSchemas, connectionSchemas, eventSchemas } from '../shared/contract/schemas.ts';
import { errorCodes } from '../shared/model/errors.ts';

const file = path.join(root, 'docs/api.md');
const text = document();

if (process.argv.includes('--check')) {
  const isCurrent = fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text;
  if (!isCurrent) {
    console.error('docs: docs/api.md is not what the contract says. Run `npm run docs`.');
    process.exit(1);
  }
} else {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function document() {
  const lines = [
    '# The API',
    '',
    'Generated from `shared/contract` by `npm run docs`; do not edit.',
    '',
    'JSON-RPC 2.0 over a WebSocket of the browser host: `npm start -- --browser --no-open` prints one line of JSON with the',
    'address (`rpc`) and this run’s `token`. Send it as `Authorization: Bearer TOKEN`, on the WebSocket as on media and',
    '`/metrics`; never in an address. Batches work. A range is half open: from the first instant to just before the last.',
    '',
    'Units: instants are UTC milliseconds, names ending in `Ms` durations in milliseconds, sizes bytes. Calls with underscores',
    'answer with underscores. A field with `?` may be absent. Unknown fields of params are ignored, except in settings.',
    '',
    '## Errors',
    '',
    'Every error is `{code, message, data?}`; the message is written for the operator. For -32602 `data` lists',
    '`{path, message}` of each bad field.',
    '',
    '| code | name |',
    '|---|---|',
    ...Object.entries(errorCodes).map(([name, code]) => `| ${code} | ${name} |`),
    '',
    '## Calls',
    '',
    ...Object.entries(callSchemas).flatMap(([name, schemas]) => call(name, schemas)),
    '## Events',
    '',
    'Sent as notifications after `subscribe`, until `unsubscribe` or the end of the connection.',
    '',
    ...Object.entries(connectionSchemas).flatMap(([name, schemas]) => call(name, schemas)),
    ...Object.entries(eventSchemas).flatMap(([name, payload]) => [
      `### ${name}`,
      '',
      ...block(`params: ${shape(payload)}`),
    ]),
    '## Pictures',
    '',
    'Live pictures travel on the media channel: the WebSocket `/live` (a MessagePort under Electron). Its first message is the',
    'text `{"channel":"…"}`, the name that `live.subscribe` takes. Every further message is one picture: `u8` version 1,',
    '`u8` flags (1 key picture, 2 catching up), `u16le` subscription, `u32le` reserved, `f64le` time in µs, then Annex B.',
    '',
  ];
  return lines.join('\n');
}

function call(name, { params, result }) {
  return [`### ${name}`, '', ...block(`params: ${shape(params)}\nresult: ${shape(result)}`)];
}

function block(content) {
  return ['```ts', content, '```', ''];
}

function shape(schema) {
  return render(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), 0);
}

/** JSON Schema as a TypeScript-like shape, with limits and meanings as comments. */
function render(schema, depth) {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => render(choice, depth)).join(' | ');
  if (schema.type === 'array') return list(schema, depth);
  if (schema.type === 'object') return object(schema, depth);
  return schema.type === 'integer' ? 'number' : (schema.type ?? 'never');
}

function list({ items = {} }, depth) {
  if (items.not) return '[]';
  const inner = render(items, depth);
  return inner.includes(' | ') ? `(${inner})[]` : `${inner}[]`;
}

function object({ properties = {}, required = [], propertyNames, additionalProperties }, depth) {
  if (propertyNames?.enum) {
    return `Record<${render(propertyNames, depth)}, ${render(additionalProperties, depth)}>`;
  }
  const fields = Object.entries(properties);
  if (fields.length === 0) return '{}';
  const indent = '  '.repeat(depth + 1);
  const lines = fields.map(([key, field]) => {
    const name = required.includes(key) ? key : `${key}?`;
    return `${indent}${name}: ${render(field, depth + 1)};${remark(field)}`;
  });
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

function remark({ description, minimum, maximum, maxLength, type }) {
  const isLimit = (value) => value !== undefined && Math.abs(value) < 8e15;
  const parts = [description];
  if (type === 'integer') parts.push('whole');
  if (isLimit(minimum) && isLimit(maximum)) parts.push(`${minimum} to ${maximum}`);
  if (maxLength !== undefined && description !== 'opaque id') parts.push(`at most ${maxLength} characters`);
  const text = parts.filter(Boolean).join(', ');
  return text === '' ? '' : ` // ${text}`;
}
