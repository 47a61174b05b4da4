/**
 * The dry run (RET-5): what a pass would delete by rules that are not saved yet, found by the very policy that deletes.
 * Reads page by page with pauses; deletes nothing.
 */
import type { RetentionPolicy, RetentionPreview } from '../../shared/contract/names.ts';
import type { Camera } from '../../shared/model/camera.ts';
import type { RetentionLoss, RetentionRules } from '../../shared/model/retention.ts';
import { rulesOf } from '../../shared/model/retention.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { FootageReader } from './footage-reader.ts';
import type { RetentionPorts } from './ports.ts';
import { planByRules } from './retention-policy.ts';

export interface PreviewDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ports: RetentionPorts;
}

/** AppError notFound for an unknown camera. */
export async function previewRetention(
  policy: RetentionPolicy,
  deps: PreviewDeps,
): Promise<RetentionPreview> {
  const reader = new FootageReader(deps.catalogue, deps.ports);
  const { defaults } = deps.ports.rules();
  const { cameraId } = policy;
  if (cameraId !== undefined) deps.catalogue.cameras.get(cameraId);
  const concerned = reader.cameras().filter((camera) => cameraId === undefined || camera.id === cameraId);
  const losses: RetentionLoss[] = [];
  for (const camera of concerned) {
    const rules =
      cameraId === undefined
        ? rulesOf(camera.retention, changedDefaults(defaults, policy))
        : rulesOf({ ...camera.retention, ...ruleFields(policy) }, defaults);
    const loss = await lossOf(camera, rules, reader, deps);
    if (loss) losses.push(loss);
  }
  return {
    cameras: losses,
    files: losses.reduce((sum, loss) => sum + loss.files, 0),
    bytes: losses.reduce((sum, loss) => sum + loss.bytes, 0),
  };
}

async function lossOf(
  camera: Camera,
  rules: RetentionRules,
  reader: FootageReader,
  { clock, ports }: PreviewDeps,
): Promise<RetentionLoss | undefined> {
  const now = clock.now();
  const volumes = new Set((await ports.volumes()).map((volume) => volume.number));
  // What is being played now goes a little later.
  const protection = { ...reader.protectionOf(camera.number, now), inUse: () => false };
  const newestId = reader.extent(camera.number)?.newestId;
  let freeBytes = reader.freeBytes(camera.number, volumes, protection);
  let loss: RetentionLoss | undefined;
  for (let after: number | undefined; ;) {
    const page = reader.page(camera.number, volumes, after);
    const plan = planByRules({ rules, now, protection, oldest: page.files, freeBytes, newestId });
    for (const { startAt, endAt, sizeBytes } of plan.deletions) {
      loss = {
        cameraId: camera.id,
        files: (loss?.files ?? 0) + 1,
        bytes: (loss?.bytes ?? 0) + sizeBytes,
        from: loss?.from ?? startAt,
        to: Math.max(loss?.to ?? 0, endAt),
      };
    }
    if (plan.next.kind === 'done' || page.after === undefined) return loss;
    freeBytes = plan.next.freeBytes;
    after = page.after;
    await clock.sleep(0);
  }
}

/** What is missing stays as it is; null takes a limit away, and the days back to what they are. */
function changedDefaults(defaults: RetentionRules, policy: RetentionPolicy): RetentionRules {
  const keepBytes = policy.keepBytes === undefined ? defaults.keepBytes : policy.keepBytes;
  const maxAgeDays = policy.maxAgeDays === undefined ? defaults.maxAgeDays : policy.maxAgeDays;
  return {
    keepDays: policy.keepDays ?? defaults.keepDays,
    ...(keepBytes != null && { keepBytes }),
    ...(maxAgeDays != null && { maxAgeDays }),
  };
}

function ruleFields({ keepDays, keepBytes, maxAgeDays }: RetentionPolicy) {
  return {
    ...(keepDays !== undefined && { keepDays }),
    ...(keepBytes !== undefined && { keepBytes }),
    ...(maxAgeDays !== undefined && { maxAgeDays }),
  };
}
