/** Row 2: as row 1 at 16 cameras, with four viewers of four main streams, each on a media channel of its own. */
import { recordingCpu } from './recording-cpu.ts';

await recordingCpu({
  row: 2,
  figure: 'recording 16 cameras with 4 viewers, CPU per camera',
  cameras: 16,
  viewers: 4,
  goal: 0.85,
});
