/** Gauge of one disk: bytes per camera, other files, the two thresholds. Numbers stand beside every colour. */
import { percent, bytes } from '../../lib/bytes.ts';
import type { StorageInfo, VolumeInfo } from '../../../shared/model/storage.ts';
import { useStore } from '../../state/store.ts';
import { Dot } from '../../ui/dot.tsx';

export interface VolumeCardProps {
  readonly volume: VolumeInfo;
  readonly storage: StorageInfo;
  /** The only disk: what cameras hold is shown on its gauge. */
  readonly alone: boolean;
}

const LEVELS = {
  ok: { tone: 'ok', word: 'enough room' },
  low: { tone: 'warn', word: 'low' },
  critical: { tone: 'bad', word: 'critical' },
} as const;
/** More would be slivers; the rest is summed up. */
const PARTS_MAX = 6;

interface Part {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly shade: string;
}

export function VolumeCard({ volume, storage, alone }: VolumeCardProps) {
  const cameras = useStore((state) => state.cameras);
  const names = new Map(cameras?.map((camera) => [camera.id, camera.name]));
  const { totalBytes = 0, availableBytes = 0, usedPercent = 0 } = volume;
  const used = totalBytes - availableBytes;
  const parts = alone ? partsOf(storage, names, used) : [];
  const level = LEVELS[volume.level];
  const sum = `${bytes(used)} of ${bytes(totalBytes)} used`;
  return (
    <section className="card volume" aria-label={`Disk with ${volume.path}`}>
      <div className="row wrap">
        <h2>Recordings in</h2>
        <span className="num s path">{volume.path}</span>
        <span className="grow" />
        <span className="row">
          <Dot tone={level.tone} />
          <b className="num">{percent(usedPercent)}</b>
          <span className="muted">used, {level.word}</span>
        </span>
      </div>
      <div
        className="meter"
        role="meter"
        aria-label="Disk used"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(usedPercent)}
        aria-valuetext={sum}
      >
        {parts.map((part) => (
          <i key={part.id} className={part.shade} style={{ width: `${(part.bytes / totalBytes) * 100}%` }} />
        ))}
        {parts.length === 0 && <i className="other" style={{ width: `${usedPercent}%` }} />}
      </div>
      <div className="ticks" aria-hidden="true">
        <span style={{ left: `${storage.warnThresholdPercent}%` }}>
          {storage.warnThresholdPercent} % warns
        </span>
        <span style={{ left: `${storage.blockThresholdPercent}%` }}>
          {storage.blockThresholdPercent} % stops
        </span>
      </div>
      <div className="legend">
        <span className="muted">{sum}</span>
        {parts.map((part) => (
          <span key={part.id} className="row">
            <i className={`swatch ${part.shade}`} />
            <bdi className="cut">{part.name}</bdi>
            <span className="num muted">{bytes(part.bytes)}</span>
          </span>
        ))}
      </div>
    </section>
  );
}

function partsOf(storage: StorageInfo, names: ReadonlyMap<string, string>, used: number): Part[] {
  const sorted = storage.cameras.filter((one) => one.bytes > 0).sort((a, b) => b.bytes - a.bytes);
  const shown = sorted.slice(0, PARTS_MAX);
  const parts = shown.map((one, index): Part => {
    const name = names.get(one.cameraId) ?? 'Removed camera';
    return { id: one.cameraId, name, bytes: one.bytes, shade: `shade-${index}` };
  });
  const rest = sorted.slice(PARTS_MAX).reduce((total, one) => total + one.bytes, 0);
  if (rest > 0) {
    parts.push({
      id: 'rest',
      name: `${sorted.length - PARTS_MAX} more cameras`,
      bytes: rest,
      shade: 'shade-rest',
    });
  }
  const held = sorted.reduce((total, one) => total + one.bytes, 0);
  if (used > held) parts.push({ id: 'other', name: 'Other files', bytes: used - held, shade: 'other' });
  return parts;
}
