/** Run in a mount space of its own: changes the PC's zone as its settings do, and prints what the app makes of it. */
import { copyFileSync, rmSync, symlinkSync } from 'node:fs';
import { hostTimeZone } from '../../src-main/settings/host-time-zone.ts';
import { FakeClock } from './fake-clock.ts';

const clock = new FakeClock();
const zone = hostTimeZone(clock);
const link = '/etc/localtime';
for (const name of ['Asia/Tokyo', 'Europe/Berlin']) {
  rmSync(link, { force: true });
  symlinkSync(`/usr/share/zoneinfo/${name}`, link);
  await clock.advance(600_000);
  console.log(zone());
}
// Some systems keep a copy instead: its name is found among all zones, by one of several names for the same clock.
rmSync(link);
copyFileSync('/usr/share/zoneinfo/Europe/Berlin', link);
await clock.advance(600_000);
const sameClock = (name: string) => new Date(0).toLocaleString('en', { timeZone: name });
console.log(sameClock(zone()) === sameClock('Europe/Berlin') ? 'Europe/Berlin' : zone());
