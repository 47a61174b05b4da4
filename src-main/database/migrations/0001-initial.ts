/**
 * Migration 1: the catalogue as it is founded. Segment keys are packed (camera * 2^42 + start in UTC ms), so one range scan
 * of the primary key is one camera's time line; file paths are never text, they follow from run and name stamp.
 * Instants are UTC ms, durations ms, sizes bytes. Released migrations are never edited: the next change is a new file.
 */
import type { Migration } from '../migrate.ts';

export const initialMigration: Migration = {
  number: 1,
  name: 'initial',
  up: [
    `CREATE TABLE cameras (
       number INTEGER PRIMARY KEY AUTOINCREMENT CHECK (number BETWEEN 1 AND 2047), -- packs into segment keys, never reused
       id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
       name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),                   -- the operator's text; never reaches a path
       slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 40 AND slug NOT GLOB '*[^a-z0-9-]*'),
       source_kind TEXT NOT NULL CHECK (source_kind IN ('rtsp', 'usb', 'demo')),
       url TEXT,                                                                   -- rtsp(s) without user info
       sub_url TEXT,
       username TEXT,                                                              -- the password is in the secret store
       allow_basic INTEGER CHECK (allow_basic IN (0, 1)),
       certificate_pin TEXT,
       device TEXT,                                                                -- usb only
       recording_mode TEXT NOT NULL CHECK (recording_mode IN ('continuous', 'schedule', 'events', 'off')),
       enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
       paused_by_operator INTEGER NOT NULL CHECK (paused_by_operator IN (0, 1)),
       record_audio INTEGER NOT NULL CHECK (record_audio IN (0, 1)),
       position INTEGER NOT NULL,
       created_at INTEGER NOT NULL,
       removed_at INTEGER,                                                         -- set: not a camera any more
       footage_removal TEXT CHECK (footage_removal IN ('keep', 'delete')),         -- what the operator chose for its footage
       CHECK ((source_kind = 'rtsp') = (url IS NOT NULL)),
       CHECK ((source_kind = 'usb') = (device IS NOT NULL)),
       CHECK ((removed_at IS NULL) = (footage_removal IS NULL))
     ) STRICT`,
    `CREATE TABLE recording_sessions (
       id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
       camera_number INTEGER NOT NULL REFERENCES cameras (number) ON DELETE CASCADE,
       started_at INTEGER NOT NULL,
       ended_at INTEGER,                                                           -- NULL while recording is wanted
       end_reason TEXT CHECK (length(end_reason) BETWEEN 1 AND 40)
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX recording_sessions_by_camera ON recording_sessions (camera_number, started_at)`,
    `CREATE TABLE runs (
       id INTEGER PRIMARY KEY AUTOINCREMENT,                                       -- never reused: a stale id must not match
       camera_number INTEGER NOT NULL REFERENCES cameras (number) ON DELETE CASCADE,
       session_id TEXT NOT NULL,
       folder TEXT NOT NULL CHECK (folder NOT GLOB '*[^0-9A-Za-z-]*' AND length(folder) BETWEEN 1 AND 64), -- below the camera's
       volume_id TEXT,                                                             -- NULL until the volume carries its id file
       started_at INTEGER NOT NULL,
       ended_at INTEGER,                                                           -- NULL while its FFmpeg lives (or the app crashed)
       end_reason TEXT CHECK (length(end_reason) BETWEEN 1 AND 40),
       settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),               -- 1: ingest wants nothing more from its folder
       UNIQUE (camera_number, folder)
     ) STRICT`,
    `CREATE INDEX runs_by_camera ON runs (camera_number, started_at)`,
    `CREATE INDEX runs_unsettled ON runs (id) WHERE settled = 0`,
    `CREATE TABLE manifests (
       run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
       read_offset INTEGER NOT NULL CHECK (read_offset >= 0)                       -- bytes accounted for by rows
     ) STRICT`,
    `CREATE TABLE attempts (
       id INTEGER PRIMARY KEY,
       camera_number INTEGER NOT NULL REFERENCES cameras (number) ON DELETE CASCADE,
       at INTEGER NOT NULL,
       reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 40),
       detail TEXT                                                                 -- redacted by the caller
     ) STRICT`,
    `CREATE INDEX attempts_by_camera ON attempts (camera_number, at)`,
    `CREATE TABLE enablement (
       camera_number INTEGER NOT NULL REFERENCES cameras (number) ON DELETE CASCADE,
       at INTEGER NOT NULL,                                                        -- from this instant on
       state TEXT NOT NULL CHECK (state IN ('enabled', 'disabled', 'paused', 'schedule-off')),
       PRIMARY KEY (camera_number, at)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE app_sessions (
       id INTEGER PRIMARY KEY,
       started_at INTEGER NOT NULL,
       last_beat_at INTEGER NOT NULL,                                              -- one row per life of the app, updated in place
       stopped_at INTEGER                                                          -- NULL: still running, or ended without a word
     ) STRICT`,
    `CREATE TABLE segments (
       key INTEGER PRIMARY KEY CHECK (key >= 4398046511104),                       -- camera * 2^42 + start in UTC ms
       run_id INTEGER NOT NULL REFERENCES runs (id),
       duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),                      -- wall clock
       media_duration_ms INTEGER NOT NULL CHECK (media_duration_ms >= 0),          -- the stream's own clock
       size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
       name_stamp_s INTEGER NOT NULL,                                              -- the UTC stamp in the file's name
       flags INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 3),                       -- 1: H.265, 2: has audio
       state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),                       -- ready suspect deferred failed deleting
       crc INTEGER NOT NULL,                                                       -- CRC-32 over all the columns above
       UNIQUE (run_id, name_stamp_s)                                               -- one file is one segment, by whatever path
     ) STRICT`,
    `CREATE TABLE fragment_indexes (
       segment_key INTEGER PRIMARY KEY REFERENCES segments (key) ON DELETE CASCADE,
       fragments BLOB NOT NULL                                                     -- a side table, so that range scans stay thin
     ) STRICT`,
    `CREATE TABLE camera_hours (
       key INTEGER PRIMARY KEY,                                                    -- camera * 2^22 + hours since 1970
       recorded_ms INTEGER NOT NULL,
       size_bytes INTEGER NOT NULL,
       segments INTEGER NOT NULL                                                   -- those that begin in this hour
     ) STRICT`,
    `CREATE TABLE pending_deletions (
       segment_key INTEGER PRIMARY KEY REFERENCES segments (key) ON DELETE CASCADE,
       reason TEXT NOT NULL CHECK (reason IN ('deleted-by-retention', 'deleted-by-operator')),
       marked_at INTEGER NOT NULL
     ) STRICT`,
    `CREATE TABLE removed_footage (
       camera_number INTEGER NOT NULL REFERENCES cameras (number) ON DELETE CASCADE,
       from_at INTEGER NOT NULL,
       to_at INTEGER NOT NULL CHECK (to_at >= from_at),
       reason TEXT NOT NULL CHECK (reason IN ('deleted-by-retention', 'deleted-by-operator')),
       PRIMARY KEY (camera_number, from_at)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE deferred_probes (
       segment_key INTEGER PRIMARY KEY REFERENCES segments (key) ON DELETE CASCADE,
       failure TEXT NOT NULL,                                                      -- class of PRB-2
       tries INTEGER NOT NULL CHECK (tries >= 0),
       retry_at INTEGER NOT NULL
     ) STRICT`,
    `CREATE INDEX deferred_probes_due ON deferred_probes (retry_at)`,
    `CREATE TABLE quarantine (
       id INTEGER PRIMARY KEY,
       camera_number INTEGER REFERENCES cameras (number) ON DELETE CASCADE,
       segment_key INTEGER,                                                        -- the row it belonged to, where there was one
       file TEXT NOT NULL UNIQUE,                                                  -- name inside the quarantine folder
       original TEXT NOT NULL,                                                     -- where it lay, below the recordings folder
       reason TEXT NOT NULL,
       size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
       at INTEGER NOT NULL
     ) STRICT`,
  ],
  down: [
    'DROP TABLE quarantine',
    'DROP TABLE deferred_probes',
    'DROP TABLE removed_footage',
    'DROP TABLE pending_deletions',
    'DROP TABLE camera_hours',
    'DROP TABLE fragment_indexes',
    'DROP TABLE segments',
    'DROP TABLE app_sessions',
    'DROP TABLE enablement',
    'DROP TABLE attempts',
    'DROP TABLE manifests',
    'DROP TABLE runs',
    'DROP TABLE recording_sessions',
    'DROP TABLE cameras',
  ],
};
