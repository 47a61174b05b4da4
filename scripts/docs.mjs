/**
 * Writes docs/api.md from the contract (every call, event and error code with the shapes of what goes in and comes out) and
 * docs/metrics.md from what is published. `--check` only compares and fails when a file is not what it should be.
 */
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { root } from './machine.mjs';
import { callSchemas, connectionSchemas, eventSchemas } from '../shared/contract/schemas.ts';
import { errorCodes } from '../shared/model/errors.ts';
import { Metrics } from '../src-main/metrics/metrics.ts';
import { publishRecorderMetrics } from '../src-main/metrics/recorder-metrics.ts';

const documents = [
  { file: 'docs/api.md', text: document(), source: 'the contract says' },
  { file: 'docs/metrics.md', text: metricsDocument(), source: 'is published' },
];

for (const { file, text, source } of documents) {
  const place = path.join(root, file);
  if (process.argv.includes('--check')) {
    const isCurrent = fs.existsSync(place) && fs.readFileSync(place, 'utf8') === text;
    if (isCurrent) continue;
    console.error(`docs: ${file} is not what ${source}. Run \`npm run docs\`.`);
    process.exitCode = 1;
  } else {
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, text);
  }
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

function metricsDocument() {
  const metrics = new Metrics();
  // Nothing is read: only what there is, not how it stands.
  publishRecorderMetrics(metrics, () => {
    throw new Error('No figures are read for the documentation.');
  });
  const row = ({ name, type, labelNames, help }) =>
    `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
  return [
    '# Metrics',
    '',
    'Generated from `src-main/metrics` by `npm run docs`; do not edit.',
    '',
    'Prometheus text at `/metrics` of the browser host, with the run’s token as `Authorization: Bearer TOKEN`. Everything is',
    'read when somebody asks. A figure that is not known is absent, never 0. Counters count since Watchpost was started.',
    '',
    '`camera` is the camera’s short name, frozen when it was added; `volume` the number of a recording disk. What an operator',
    'typed is in no label. Seconds, bytes and ratios are the units; the names without a prefix are older than the others.',
    '',
    '| name | type | labels | meaning |',
    '|---|---|---|---|',
    ...metrics.families().map(row),
    '',
    'An alarm that is worth having: a camera that should bring footage and does not.',
    '',
    '```',
    'watchpost_camera_footage_arriving == 0',
    '```',
    '',
  ].join('\n');
}
