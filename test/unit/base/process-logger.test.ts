import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProcessLog } from '../../../src-main/base/process-logger.ts';
import { Redactor } from '../../../src-main/base/redaction.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let shown = '';

beforeEach(() => {
  shown = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

function linesIn(folder: string): Record<string, unknown>[] {
  const text = readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('OBS-3 is lines of JSON with the fields of their loggers, in a file and on stderr', async () => {
    const folder = path.join(tempFolder(), 'logs');
    const { logger, close } = await openProcessLog({ folder, redactor: new Redactor() });
    logger.child({ camera: 'door' }).warn('The camera stopped sending pictures', { forMs: 3_000 });
    logger.debug('not shown at this level');
    await close();
    expect(linesIn(folder)).toMatchObject([
      {
        camera: 'door',
        forMs: 3_000,
        msg: 'The camera stopped sending pictures',
        time: expect.any(String) as unknown,
      },
    ]);
    expect(shown.split('\n').filter((line) => line !== '')).toHaveLength(1);
    const [name = ''] = readdirSync(folder);
    expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
  });

  it('CAM-4 SEC-4 never lets a known secret through, whatever field it came in by', async () => {
    const folder = path.join(tempFolder(), 'logs');
    const redactor = new Redactor();
    redactor.add('pl@nted "secret"', 'viewer');
    const { logger, close } = await openProcessLog({ folder, redactor });
    logger.info('tried pl@nted "secret"', { nested: { deep: ['pl@nted "secret"'] } });
    logger.error('failed', { error: new Error('rtsp://viewer:pl%40nted%20%22secret%22@10.0.0.5/ refused') });
    logger.info('header', { header: `Basic ${Buffer.from('viewer:pl@nted "secret"').toString('base64')}` });
    logger.info('an address nobody registered: rtsp://someone:whatever@10.0.0.6/');
    await close();
    const text = JSON.stringify(linesIn(folder)) + shown;
    for (const secret of [
      'nted',
      'whatever',
      'viewer:',
      Buffer.from('viewer:pl@').toString('base64').slice(0, 8),
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('OBS-3 tells what an error was and where it came from', async () => {
    const folder = path.join(tempFolder(), 'logs');
    const { logger, close } = await openProcessLog({ folder, redactor: new Redactor() });
    logger.error('A listener failed', { error: new TypeError('planted') });
    await close();
    expect(linesIn(folder)[0]).toMatchObject({
      error: {
        type: 'TypeError',
        message: 'planted',
        stack: expect.stringContaining('process-logger.test') as unknown,
      },
    });
  });

  it('OBS-3 takes a line that comes after its end, and throws nothing', async () => {
    const { logger, close } = await openProcessLog({
      folder: path.join(tempFolder(), 'logs'),
      redactor: new Redactor(),
    });
    await close();
    await close();
    logger.error('too late');
    expect(shown).toContain('too late');
  });

  it('OBS-3 goes on to stderr alone when its folder cannot be written', async () => {
    const blocked = path.join(tempFolder(), 'logs');
    writeFileSync(blocked, 'a file where the folder should be');
    const { logger, close } = await openProcessLog({ folder: blocked, redactor: new Redactor() });
    logger.info('still heard');
    await close();
    expect(shown).toContain('still heard');
  });
});
