import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hostTimeZone } from '../../../src-main/settings/host-time-zone.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const before = process.env.TZ;
afterEach(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

describe('the zone of the PC', () => {
  it('REC-10 is the chosen one where one was chosen, and is asked for again after ten minutes', async () => {
    const clock = new FakeClock();
    const zone = hostTimeZone(clock);
    process.env.TZ = 'Asia/Tokyo';
    expect(zone()).toBe('Asia/Tokyo');
    process.env.TZ = 'America/New_York';
    expect(zone()).toBe('Asia/Tokyo');
    await clock.advance(600_000);
    expect(zone()).toBe('America/New_York');
  });

  it('REC-10 is followed when somebody changes it while the app runs', (context) => {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      return context.skip('The zone of a whole PC can be changed only as root, in a mount space of our own.');
    const script = path.join(import.meta.dirname, '../../support/change-time-zone.ts');
    const shell = 'mount -t tmpfs none /mnt && cp -a /etc/. /mnt && mount --bind /mnt /etc && exec "$0" "$1"';
    const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' };
    const told = execFileSync('unshare', ['-m', 'sh', '-c', shell, process.execPath, script], { env });
    expect(told.toString().trim().split('\n')).toEqual(['Asia/Tokyo', 'Europe/Berlin', 'Europe/Berlin']);
  });
});
