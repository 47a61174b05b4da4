/** The journal of this room, kept in the catalogue. No SQL and no decisions: one call, one table. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RecordingJournal } from './ports.ts';

type Tables = Pick<Catalogue, 'sessions' | 'runs' | 'attempts' | 'enablement'>;

export function catalogueJournal(catalogue: Tables): RecordingJournal {
  return {
    sessionStarted: (cameraNumber, startedAt) => catalogue.sessions.begin({ cameraNumber, startedAt }),
    sessionEnded: (sessionId, end) => catalogue.sessions.end(sessionId, end),
    runBegan: (run) => catalogue.runs.begin(run),
    runEnded: (runId, end) => catalogue.runs.end(runId, end),
    attemptFailed: (attempt) => catalogue.attempts.record(attempt),
    enablementChanged: (cameraNumber, at, to) => catalogue.enablement.record(cameraNumber, at, to),
  };
}
