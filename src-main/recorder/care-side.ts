/**
 * Wires what keeps the catalogue whole: its daily check and backup, the reading of the disks after it was replaced, segments
 * whose rows are damaged, and what the operator has to know about it. Connects only.
 */
import type { Problem } from '../../shared/contract/names.ts';
import { AppError } from '../../shared/model/errors.ts';
import { Emitter } from '../base/emitter.ts';
import { SingleFlight } from '../base/single-flight.ts';
import { readDisks } from '../consistency/read-disks.ts';
import { rebuildRows } from '../consistency/rebuild-rows.ts';
import type { CatalogueReport } from '../safekeeping/check-catalogue.ts';
import { DailyCare } from '../safekeeping/daily-care.ts';
import { beginReplacing } from '../safekeeping/replace-catalogue.ts';
import { damageWords, recoveryWords } from '../safekeeping/recovery-words.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';

export interface CareSide {
  /** What happened to the catalogue, until the operator has read it. */
  notices(): readonly Problem[];
  onNotices(listener: () => void): () => void;
  /** AppError notFound for what is no such notice, refused while it is still true. */
  dismiss(id: string): void;
  /** Begins; cameras are being recorded by now. */
  start(): void;
  close(): Promise<void>;
}

const RECOVERY = 'library-recovery';

export function openCareSide(ground: Ground, side: RecordingSide): CareSide {
  const { catalogue, clock, logger } = ground;
  const { notes, backups, thread, file, report } = ground.safekeeping;
  const changed = new Emitter<{ notices: undefined }>((error) =>
    logger.error('A listener of the notices failed', { error: String(error) }),
  );
  const tell = () => changed.emit('notices', undefined);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let underWay: Promise<unknown> = Promise.resolve();
  let care: DailyCare | undefined;
  let closed = false;

  const takeInFiles = async () => {
    await side.adopted;
    await side.ingest.readEverything();
  };
  const damaged = new Set<number>();
  const repair = new SingleFlight(async () => {
    const ids = [...damaged];
    if (ids.length === 0 || closed) return;
    const rebuilt = await rebuildRows(catalogue, ids, { clock, probe: side.probe, takeInFiles });
    for (const id of ids) damaged.delete(id);
    logger.warn('Segments with damaged rows were read again from their files', { ...rebuilt });
  });
  const repairRows = (ids: readonly number[]) => {
    const fresh = ids.filter((id) => !damaged.has(id));
    for (const id of fresh) damaged.add(id);
    if (fresh.length === 0) return;
    repair.trigger().catch((error: unknown) => {
      logger.error('Damaged rows could not be rebuilt', { error: String(error) });
    });
  };

  const onUnsound = (found: CatalogueReport) => {
    if (found.kind === 'rows') return repairRows(found.damaged);
    // Half a second for a million rows, once in the life of a disk; recorders and relay do not wait for this thread.
    if (found.kind === 'indexes' && catalogue.rebuildIndexes()) return;
    if (found.kind !== 'damaged' && found.kind !== 'indexes') return;
    if (notes.get()?.stage === 'putting-aside') return;
    // From now on the next start replaces it, whatever its own look has time for.
    beginReplacing(ground.safekeeping, { cause: 'damaged', findings: found.findings });
    tell();
  };

  const finishReading = async () => {
    const note = notes.get();
    if (note?.stage !== 'reading-disks') return;
    const read = await readDisks(catalogue, { clock, takeInFiles });
    const now = notes.get();
    if (closed || now?.stage !== 'reading-disks') return;
    const { segmentsFound, segmentsGone } = read;
    const camerasMade = now.reading?.camerasMade ?? [];
    notes.write({ ...now, stage: 'done', reading: { camerasMade, segmentsFound, segmentsGone } });
    logger.info('The disks were read after the catalogue was replaced', { ...read });
    tell();
  };

  const stopListening = side.registry.on('changed', () => care?.changed());
  catalogue.segments.whenDamaged((id) => repairRows([id]));
  return {
    notices: () => {
      const note = notes.get();
      if (!note) return [];
      const isFoundNow = note.stage === 'putting-aside';
      const words = isFoundNow ? damageWords() : recoveryWords(note, zone);
      const dismissable = note.stage === 'done' ? ({ dismissable: true } as const) : {};
      return [{ id: RECOVERY, severity: 'bad', since: note.foundAt, ...words, ...dismissable }];
    },
    onNotices: (listener) => changed.on('notices', listener),
    dismiss: (id) => {
      if (id !== RECOVERY || !notes.get()) {
        throw new AppError('notFound', 'There is no such message that could be put away.', { id });
      }
      if (!notes.dismiss()) throw new AppError('refused', 'This is still under way.', { id });
      tell();
    },
    start: () => {
      underWay = finishReading()
        .catch((error: unknown) => {
          logger.error('The disks could not be read; the next start goes on', { error: String(error) });
        })
        // Half a catalogue is no backup.
        .then(() => {
          if (closed) return;
          care = new DailyCare({ file, backups, thread, clock, logger, firstReport: report, onUnsound });
        });
    },
    close: async () => {
      closed = true;
      stopListening();
      catalogue.segments.whenDamaged(() => {});
      await underWay;
      await care?.stop();
      await repair.trigger().catch(() => {});
    },
  };
}
