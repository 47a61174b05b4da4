import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import path from 'node:path';
import {
  MANIFEST_LINE_MAX_BYTES,
  ManifestParser,
  parseManifestLine,
} from '../../../src-main/ingest/manifest-parser.ts';
import type { ManifestLine } from '../../../src-main/ingest/manifest-parser.ts';
import { segmentFileName } from '../../../shared/model/segment-name.ts';
import { trials } from '../../support/trials.ts';

const slug = 'front-door';
const name = 'front-door_2026-11-23_16-30-00Z.mp4';
const stamp = Date.UTC(2026, 10, 23, 16, 30) / 1000;
const bytes = (text: string) => Buffer.from(text, 'utf8');

function parse(...chunks: Uint8Array[]): ManifestLine[] {
  const parser = new ManifestParser(slug);
  return chunks.flatMap((chunk) => parser.push(chunk));
}

describe('the manifest parser', () => {
  it('ING-1 reads a row as FFmpeg writes it', () => {
    const text = `${name},0.000000,4.527969\n`;
    expect(parse(bytes(text))).toEqual([
      {
        kind: 'row',
        row: { name, nameStampS: stamp, startS: 0, endS: 4.527969 },
        endOffset: text.length,
      },
    ]);
  });

  it('ING-1 reads quoted fields as RFC 4180 says', () => {
    expect(parseManifestLine(`"${name}","1.5",2`, slug)).toMatchObject({ name, startS: 1.5, endS: 2 });
    expect(parseManifestLine(`"${name},0,1`, slug)).toBe('quoting');
    expect(parseManifestLine(`"${name}"x,0,1`, slug)).toBe('quoting');
    // FFmpeg's own quoting of a name that is none of ours.
    expect(parseManifestLine('"we""ird, näme 044432.mp4",0.000000,4.527969', slug)).toBe('name');
  });

  it('ING-2 keeps a half-written last line for later, wherever it is cut', () => {
    const text = `${name},0.000000,4.000000\n`;
    for (let cut = 0; cut < text.length; cut += 1) {
      const parser = new ManifestParser(slug);
      expect(parser.push(bytes(text.slice(0, cut)))).toEqual([]);
      expect(parser.push(bytes(text.slice(cut)))).toMatchObject([{ kind: 'row', endOffset: text.length }]);
    }
  });

  it('ING-4 skips paths, control characters, wrong numbers and foreign names, each with its fault', () => {
    const table: [string, string][] = [
      [`../${name},0,1`, 'name'],
      [`/etc/passwd,0,1`, 'name'],
      [`C:\\${name},0,1`, 'name'],
      [`..\\${name},0,1`, 'name'],
      [`sub/${name},0,1`, 'name'],
      [`back-door_2026-11-23_16-30-00Z.mp4,0,1`, 'name'],
      [`front-door_2026-02-31_16-30-00Z.mp4,0,1`, 'name'],
      [`front-door_2026-11-23_24-00-00Z.mp4,0,1`, 'name'],
      [`front-door_2026-11-23_16-30-00Z.mp4:stream,0,1`, 'name'],
      [`${name}\u0000,0,1`, 'control-character'],
      [`${name},0\u0000,1`, 'control-character'],
      [`${name},nan,1`, 'number'],
      [`${name},0,inf`, 'number'],
      [`${name},0x1,1`, 'number'],
      [`${name},1e9,2`, 'number'],
      [`${name},0,`, 'number'],
      [`${name},0,${'9'.repeat(30)}`, 'number'],
      [`${name},0`, 'fields'],
      [`${name},0,1,2`, 'fields'],
      ['', 'fields'],
    ];
    for (const [line, fault] of table) expect([line, parseManifestLine(line, slug)]).toEqual([line, fault]);
  });

  it('ING-4 counts 10 MB without a newline as one fault, and reads on behind it', () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x41);
    const parser = new ManifestParser(slug);
    for (let i = 0; i < 160; i += 1) expect(parser.push(chunk)).toEqual([]);
    const lines = parser.push(bytes(`\n${name},0,1\n`));
    expect(lines).toMatchObject([
      { kind: 'fault', fault: 'line-too-long', endOffset: 160 * chunk.length + 1 },
      { kind: 'row' },
    ]);
    expect(MANIFEST_LINE_MAX_BYTES).toBeLessThan(1024);
  });

  it('ING-4 lets nothing out of the folder and throws nothing for 100 000 lines of garbage', () => {
    const folder = path.resolve('/recordings/front-door/run');
    const piece = fc.oneof(
      fc.constantFrom(
        '../',
        '..\\',
        '/',
        '\0',
        '"',
        '""',
        ',',
        '\r',
        '%2e%2e/',
        name,
        slug,
        'nan',
        '-',
        'Z.mp4',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.integer().map(String),
    );
    const line = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
      // Almost right: what a careless check would let through.
      fc.tuple(piece, piece).map(([before, after]) => `${before}${name}${after},0.0,1.0`),
      fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((at) => {
        return `${segmentFileName(slug, Math.floor(at.getTime() / 1000))},0.0,1.0`;
      }),
    );
    let rows = 0;
    let faults = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 100, maxLength: 100 }), fc.nat(50), (lines, cut) => {
        const text = bytes(`${lines.join('\n')}\n`);
        for (const found of parse(text.subarray(0, cut), text.subarray(cut))) {
          if (found.kind === 'fault') {
            faults += 1;
            continue;
          }
          rows += 1;
          expect(path.dirname(path.resolve(folder, found.row.name))).toBe(folder);
          expect(found.row.name).toMatch(/^front-door_[0-9_-]{19}Z\.mp4$/);
          expect(Number.isFinite(found.row.startS) && Number.isFinite(found.row.endS)).toBe(true);
        }
      }),
      { numRuns: trials(1_000, 5_000) },
    );
    expect(rows + faults).toBeGreaterThanOrEqual(100_000);
    expect(rows).toBeGreaterThan(10_000);
  }, 30_000);

  it('ING-2 gives the same lines for any split of the bytes', () => {
    const text = bytes(`${name},0,1\ngarbage\n"${name}",1,2\r\n${'x'.repeat(700)}\n${name},2,3\n`);
    const whole = parse(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const borders = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const chunks = borders.slice(1).map((to, i) => text.subarray(borders[i], to));
        expect(parse(...chunks)).toEqual(whole);
      }),
    );
    expect(whole.map((found) => found.kind)).toEqual(['row', 'fault', 'row', 'fault', 'row']);
  });
});
