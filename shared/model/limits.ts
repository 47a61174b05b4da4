/** Numbers with a meaning, each with its reason. Durations in ms, sizes in bytes unless the name says otherwise. */

/** No bytes for this long is shown as `stalled` (an operator notices a frozen picture at about 3 s). */
export const STALL_SHOWN_MS = 3_000;
/** No bytes for this long ends the run; longer than the pauses of healthy cameras that change day and night mode. */
export const STALL_ENDS_RUN_MS = 15_000;
/** Connect and each answer of the handshake; a camera on a LAN answers within tens of ms. */
export const HANDSHAKE_TIMEOUT_MS = 5_000;
/** Wall clock against monotonic clock before a run is ended: FFmpeg would overwrite names silently. */
export const CLOCK_STEP_MS = 2_000;
/** At most this many attempts per host and window, so that one recorder or router with 16 cameras is not stormed. */
export const HOST_ATTEMPTS = 3;
export const HOST_ATTEMPT_WINDOW_MS = 10_000;
/** Backoff with full jitter, for ever. */
export const BACKOFF_MIN_MS = 1_000;
export const BACKOFF_MAX_MS = 60_000;
/** Wrong password: slow, so that the camera does not lock the account. */
export const SLOW_RETRY_MS = 300_000;
/** Stop ladder of FFmpeg after its socket was closed: q and SIGTERM, then SIGKILL. */
export const STOP_TERM_AFTER_MS = 2_000;
export const STOP_KILL_AFTER_MS = 5_000;
/** The open segment is synced this often: what a power cut can take. */
export const SYNC_INTERVAL_MS = 1_000;
/** The heartbeat row says until when the app ran, if it ends without a word. */
export const HEARTBEAT_MS = 10_000;
/** Fragments are cut at key frames and at least this often. */
export const FRAGMENT_MS = 1_000;
/** Playlist entries of whole fragments; the sweet spot of seek time against playlist size. */
export const PLAYLIST_ENTRY_MS = 6_000;
/** Segments are cut on the wall clock. */
export const ROTATION_MINUTES = { default: 10, min: 1, max: 1440 } as const;
/** The override for tests and the demo. */
export const ROTATION_SECONDS_MIN = 10;
export const STORAGE_WARN_PERCENT = 80;
export const STORAGE_BLOCK_PERCENT = 90;
/** Least reserve kept free for the last segments and the catalogue. */
export const STORAGE_RESERVE_MIN_BYTES = 500_000_000;
/** A level falls this many points below where it rose, so that a disk at the threshold does not flap. */
export const STORAGE_HYSTERESIS_POINTS = 1;
/** Storage figures are at most this old (STO-3). */
export const STORAGE_CACHE_MS = 5_000;
/** Footage is kept a month unless the operator says otherwise: long enough to notice a theft and ask for the pictures. */
export const KEEP_DAYS_DEFAULT = 30;
/** Ten years. */
export const KEEP_DAYS_MAX = 3_650;
/** Less than one short file cannot be kept. */
export const KEEP_BYTES_MIN = 1_000_000;
/** Above the block level footage goes until the disk is this many points below it, so that it is not a few files at a time. */
export const EMERGENCY_POINTS = 5;
/** More rows than this, and more than half of a volume's, do not lose their files by an ordinary accident (RET-8). */
export const LOST_FILES_MIN = 100;
/** Old footage is looked for this often; besides, whenever the disk fills up or a rule changes. */
export const RETENTION_EVERY_MS = 60_000;
/** Less footage than this says nothing about how long a disk will last. */
export const PROMISE_MEASURED_MS = 30_000;
export const HOLD_REASON_MAX_LENGTH = 200;
/** A disk that has not answered for this long hangs. Sleeping disks spin up faster, and the operator is to know within 10 s. */
export const DISK_HANGS_MS = 5_000;
/** Syncs of one disk under way at once: enough for 16 cameras, and one that hangs leaves the other disks their threads. */
export const DISK_LANE = 4;
/** Threads for file operations: several disks that hang, each with its lanes full, and still some to spare. */
export const FILE_THREADS = 32;
/** Rows deleted in one go: a few ms of catalogue work and one wait for the disk, so that nothing else waits long. */
export const DELETION_BATCH = 500;
/** Probe policy: tries before a segment is deferred, and the cool-down before the last one. */
export const PROBE_TRIES = 5;
export const PROBE_COOL_DOWN_MS = 600_000;
/** Safety net under the manifest's wake-ups. */
export const MANIFEST_POLL_MS = 2_000;
/** Folders are searched for files that no row knows, at start-up and this often (ING-5). */
export const ORPHAN_SEARCH_MS = 300_000;
/** A file that was written to within twice the stall limit may still have a writer. */
export const ORPHAN_AGE_MS = 2 * STALL_ENDS_RUN_MS;
/** Files in a camera's folder that are none of ours are told by name up to this many; a list is for reading. */
export const UNLISTED_SHOWN = 100;
/** One summary line per camera every so many segments. */
export const INGEST_SUMMARY_EVERY = 20;
export const SLUG_MAX_LENGTH = 40;
export const CAMERA_NAME_MAX_LENGTH = 60;
export const CAMERA_NUMBER_MAX = 2047;
export const VOLUME_NAME_MAX_LENGTH = 60;
/** A picture that stays this long inside a file is a hole in the footage; slower cameras than one picture in 2 s are not made. */
export const HOLE_MS = 2_000;
/** Unreadable files wait this long, so that somebody can look at them after a weekend and a day off. */
export const QUARANTINE_KEEP_MS = 7 * 86_400_000;
/** A schedule's next change is looked for this far ahead: a weekly stretch that lies in a skipped hour comes a week later. */
export const SCHEDULE_HORIZON_MS = 15 * 86_400_000;
/** A schedule's timer sleeps at most this long, so that a changed clock or zone is noticed soon. */
export const SCHEDULE_CHECK_MS = 60_000;
/** Stretches of one day in a schedule: every quarter of an hour another one. */
export const SCHEDULE_RANGES_MAX = 48;
/** Pictures per second asked of a camera of this PC: what surveillance uses, at half the processor's work of 30. */
export const LOCAL_CAMERA_FPS = 15;
/** Key frames of an encoded camera: what playback can seek to, and what a crash may cost beside the last fragment. */
export const ENCODED_GOP_S = 2;
/** From the start of an encoder to its first picture: cameras open and set their exposure for some seconds. */
export const ENCODER_START_MS = 15_000;
/** Recording that is wanted and brings no footage for this long is none: a stall ends after 15 s and is tried again at once. */
export const FOOTAGE_LATE_MS = 30_000;
/** The catalogue is copied once a day; what a restore cannot bring back is at most that old. */
export const BACKUP_EVERY_MS = 86_400_000;
/** And this long after a camera was changed: such work is done by hand, in bursts, and cannot be read from the disks. */
export const BACKUP_AFTER_CHANGE_MS = 60_000;
/** Copies kept, one a day: damage that nobody noticed for a weekend is not in the oldest. */
export const BACKUPS_KEPT = 3;
/** How often is looked whether a backup is due. */
export const CARE_TICK_MS = 30_000;
/** How long a start waits for the check of the whole catalogue; a longer one goes on while cameras are recorded. */
export const START_CHECK_MS = 1_500;
