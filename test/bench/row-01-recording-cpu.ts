/**
 * Row 1: CPU of recording a camera, Watchpost's whole process tree (relay, FFmpegs, ingest, catalogue; live ready on every
 * camera, no window) against bare FFmpegs with the same arguments straight from the same cameras.
 */
import { recordingCpu } from './recording-cpu.ts';

await recordingCpu({ row: 1, figure: 'recording, CPU per camera, 4 cameras', cameras: 4, goal: 0.95 });
await recordingCpu({ row: 1, figure: 'recording, CPU per camera, 16 cameras', cameras: 16, goal: 0.75 });
