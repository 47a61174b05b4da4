/**
 * The cameras plugged into or built into this PC: which there are, and how each is best read. Asks FFmpeg (and on Linux the
 * system) anew every time; opens no camera for longer than its formats take to be named. Decides nothing about recording.
 */
import { AppError } from '../../shared/model/errors.ts';
import type { SpawnOptions } from '../ffmpeg/child.ts';
import { RunFailure, runFfmpeg } from '../ffmpeg/run-once.ts';
import { parseAvfoundationDevices, parseAvfoundationModes } from './avfoundation-listing.ts';
import { deviceInputArgs, listDevicesArgs, listModesArgs } from './device-args.ts';
import { parseDshowDevices, parseDshowModes } from './dshow-listing.ts';
import type { ChosenMode, DeviceInput, DeviceMode, LocalDevice } from './local-device.ts';
import { chooseMode } from './mode-choice.ts';
import { parseV4l2Modes } from './v4l2-listing.ts';
import { listV4l2, parseV4l2Sources, systemPlaces, type V4l2Places } from './v4l2-nodes.ts';

/** DirectShow wakes every driver it lists; a slow one takes seconds. */
const LIST_TIMEOUT_MS = 10_000;

export interface DeviceAccess {
  /** In the system's order. AppError unavailable when the list cannot be had. */
  list(): Promise<readonly LocalDevice[]>;
  /** What to ask of a camera; undefined when it does not say what it can. Never rejects. */
  mode(input: DeviceInput): Promise<ChosenMode | undefined>;
  /** FFmpeg's arguments that read the camera. */
  inputArgs(input: DeviceInput, mode: ChosenMode | undefined): string[];
}

export interface DeviceAccessOptions {
  readonly program: Pick<SpawnOptions, 'binary' | 'env' | 'clock' | 'logger' | 'ledger'>;
  readonly platform: NodeJS.Platform;
  readonly places?: V4l2Places;
}

export function createDeviceAccess(options: DeviceAccessOptions): DeviceAccess {
  return {
    list: () => list(options),
    mode: async (input) => {
      const { lines } = await ask(options, listModesArgs(input)).catch(() => ({ lines: [] }));
      return chooseMode(modesOf(input, lines));
    },
    inputArgs: deviceInputArgs,
  };
}

async function list(options: DeviceAccessOptions): Promise<readonly LocalDevice[]> {
  const args = listDevicesArgs(options.platform);
  if (!args) return [];
  try {
    const { lines, stdout } = await ask(options, args);
    if (options.platform === 'win32') return parseDshowDevices(lines);
    if (options.platform === 'darwin') return parseAvfoundationDevices(lines);
    const capturing = parseV4l2Sources(stdout);
    return await listV4l2(options.places ?? systemPlaces, (node) => capturing?.has(node) ?? true);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    throw new AppError('unavailable', 'The cameras of this PC could not be listed. Try again in a moment.');
  }
}

function modesOf({ kind }: DeviceInput, lines: readonly string[]): DeviceMode[] {
  switch (kind) {
    case 'v4l2':
      return parseV4l2Modes(lines);
    case 'dshow':
      return parseDshowModes(lines);
    case 'avfoundation':
      return parseAvfoundationModes(lines);
  }
}

/** FFmpeg ends such questions with an error code; what counts is what it says. */
async function ask({ program }: DeviceAccessOptions, args: readonly string[]) {
  const lines: string[] = [];
  const { stdout } = await runFfmpeg({
    ...program,
    args,
    name: 'list of cameras',
    timeoutMs: LIST_TIMEOUT_MS,
    maxOutputBytes: 1 << 20,
    // A program that is missing is told apart from an empty list only without a wrapper in between.
    dieWithParent: false,
    onLine: ({ text }) => {
      if (lines.length < 5_000) lines.push(text);
    },
  });
  return { lines, stdout: stdout.toString('utf8') };
}
