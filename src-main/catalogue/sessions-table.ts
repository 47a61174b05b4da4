/** Recording sessions: from start to stop of recording, across rotations and reconnects (REC-3). */
import { randomUUID } from 'node:crypto';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Database } from '../database/open-database.ts';

export interface RecordingSession {
  readonly id: string;
  readonly cameraNumber: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly endReason?: EndReason;
}

interface SessionRow {
  id: string;
  camera_number: number;
  started_at: number;
  ended_at: number | null;
  end_reason: string | null;
}

export class SessionsTable {
  readonly #insert;
  readonly #end;
  readonly #endOpen;
  readonly #byId;
  readonly #open;

  constructor(db: Database) {
    this.#insert = db.prepare<[string, number, number]>(
      'INSERT INTO recording_sessions (id, camera_number, started_at) VALUES (?, ?, ?)',
    );
    this.#end = db.prepare<[number, string, string]>(
      'UPDATE recording_sessions SET ended_at = ?, end_reason = ? WHERE id = ? AND ended_at IS NULL',
    );
    this.#endOpen = db.prepare<[number]>('UPDATE recording_sessions SET ended_at = ? WHERE ended_at IS NULL');
    this.#byId = db.prepare<[string], SessionRow>('SELECT * FROM recording_sessions WHERE id = ?');
    this.#open = db.prepare<[], SessionRow>('SELECT * FROM recording_sessions WHERE ended_at IS NULL');
  }

  /** Begins a session and returns its id. */
  begin(session: { readonly cameraNumber: number; readonly startedAt: number }): string {
    const id = randomUUID();
    this.#insert.run(id, session.cameraNumber, session.startedAt);
    return id;
  }

  /** Ends it once; a second end changes nothing. */
  end(id: string, ending: { readonly endedAt: number; readonly reason: EndReason }): void {
    this.#end.run(ending.endedAt, ending.reason, id);
  }

  /** At start: ends what a crash left open, without a reason (none stored = the app was not running). */
  endLeftOpen(at: number): number {
    return this.#endOpen.run(at).changes;
  }

  byId(id: string): RecordingSession | undefined {
    const row = this.#byId.get(id);
    return row && toSession(row);
  }

  open(): RecordingSession[] {
    return this.#open.all().map(toSession);
  }
}

function toSession(row: SessionRow): RecordingSession {
  return {
    id: row.id,
    cameraNumber: row.camera_number,
    startedAt: row.started_at,
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.end_reason !== null && { endReason: row.end_reason as EndReason }),
  };
}
