/**
 * Simulated cameras in a process of their own, so that what it costs to send is nobody's CPU time. Started by
 * camera-farm.ts with the number of cameras; answers its questions over the IPC channel and ends with it.
 */
import { DemoCamera } from '../../src-main/demo/demo-camera.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { benchClip } from './bench-clip.ts';
import type { FarmAnswer, FarmQuestion } from './camera-farm.ts';

/** Spreads the key frames of neighbouring cameras over the GOP of two seconds. */
const PHASE_STEP_MS = 2_280;

const clip = await benchClip();
const cameras = Array.from({ length: Number(process.argv[2]) }, (_, index) => {
  const phaseMs = index * PHASE_STEP_MS;
  return new DemoCamera({ clip, phaseMs, clock: systemClock, logger: silentLogger });
});
for (const camera of cameras) await camera.start();

process.on('message', (question: FarmQuestion) => {
  const { id, camera: index = 0, from = 0, to = 0 } = question;
  const answer: FarmAnswer = {
    id,
    stats: cameras.map((camera) => camera.stats()),
    sent: question.what === 'sendLog' ? (cameras[index]?.sendLog(from, to) ?? []) : [],
  };
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ urls: cameras.map(({ mainUrl }) => mainUrl) });
