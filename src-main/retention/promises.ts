/** Gathers what the promise is made from: rules, measured rates, room and footage of every disk. Reads only. */
import type { CameraPromise } from '../../shared/model/retention.ts';
import { askedDays } from '../../shared/model/retention.ts';
import type { Camera } from '../../shared/model/camera.ts';
import { PROMISE_MEASURED_MS } from '../../shared/model/limits.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { measureWriteRate } from '../storage/write-rate.ts';
import { FootageReader } from './footage-reader.ts';
import type { RetentionPorts, RetentionVolume } from './ports.ts';
import { daysUntilFull, heldDaysOn } from './promise.ts';
import type { HeldDays, MeasuredCamera, PromiseDisk } from './promise.ts';
import { DAY_MS } from './retention-policy.ts';

export interface PromiseDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ports: RetentionPorts;
}

/** A disk's promise to each camera that records to it. */
export interface DiskPromise {
  readonly volumeNumber: number;
  readonly cameras: readonly (HeldDays & { readonly camera: Camera })[];
  /** Until it reaches its block level; undefined while nothing is written. */
  readonly daysUntilFull: number | undefined;
}

const RATE_SECONDS = DAY_MS / 1_000;

/** By disk; cameras whose disk is away are left out. */
export async function diskPromises(deps: PromiseDeps): Promise<DiskPromise[]> {
  const reader = new FootageReader(deps.catalogue, deps.ports);
  const all = deps.catalogue.cameras.list();
  const defaultNumber = deps.catalogue.volumes.default().number;
  return (await deps.ports.volumes()).map((volume) => {
    const cameras = all.filter((camera) => (camera.volume ?? defaultNumber) === volume.number);
    const disk = diskOf(volume, cameras, reader, deps);
    const held = new Map(heldDaysOn(disk).map((each) => [each.cameraNumber, each]));
    return {
      volumeNumber: volume.number,
      cameras: cameras.flatMap((camera) => {
        const own = held.get(camera.number);
        return own ? [{ ...own, camera }] : [];
      }),
      daysUntilFull: daysUntilFull(disk),
    };
  });
}

/** What the contract tells of them, in the operator's order. */
export function shownPromises(promises: readonly DiskPromise[], deps: PromiseDeps): CameraPromise[] {
  const reader = new FootageReader(deps.catalogue, deps.ports);
  const held = new Map(promises.flatMap(({ cameras }) => cameras).map((each) => [each.camera.id, each]));
  return deps.catalogue.cameras.list().map((camera) => {
    const rules = reader.rulesOf(camera);
    const own = held.get(camera.id);
    return {
      cameraId: camera.id,
      rules,
      askedDays: askedDays(rules),
      ...(own?.days24h !== undefined && { days24h: own.days24h }),
      ...(own?.days7d !== undefined && { days7d: own.days7d }),
      ...(own?.heldDays !== undefined && { heldDays: own.heldDays }),
      isKept: own?.isKept ?? true,
    };
  });
}

function diskOf(
  volume: RetentionVolume,
  cameras: readonly Camera[],
  reader: FootageReader,
  { catalogue, clock, ports }: PromiseDeps,
): PromiseDisk {
  const now = clock.now();
  const only = new Set([volume.number]);
  const perDay = (cameraNumber: number, days: number) => {
    const rate = measureWriteRate(catalogue, cameraNumber, { now, windowMs: days * DAY_MS });
    return rate && rate.measuredMs >= PROMISE_MEASURED_MS ? rate.bytesPerSecond * RATE_SECONDS : undefined;
  };
  return {
    ...volume,
    blockPercent: ports.rules().blockPercent,
    freeBytes: reader
      .cameras()
      .map(({ number }) => reader.freeBytes(number, only, reader.protectionOf(number, now)))
      .reduce((sum, bytes) => sum + bytes, 0),
    cameras: cameras.map((camera): MeasuredCamera => {
      const [day, week] = [perDay(camera.number, 1), perDay(camera.number, 7)];
      return {
        cameraNumber: camera.number,
        rules: reader.rulesOf(camera),
        ...(day !== undefined && { bytesPerDay24h: day }),
        ...(week !== undefined && { bytesPerDay7d: week }),
      };
    }),
  };
}
