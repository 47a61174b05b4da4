/** One line, always there: is everything being recorded, how far back does it go, how long will the room last. */
import { applyRemedy } from '../state/actions.ts';
import { getBridge } from '../state/calls.ts';
import { statusSentence } from '../state/status-sentence.ts';
import { backToWords, footageBackTo, roomWords } from '../state/storage-words.ts';
import { useFields, useStore } from '../state/store.ts';
import { percent } from '../lib/bytes.ts';
import { fullDay, secondTime, zoneName } from '../lib/time.ts';
import { Button } from '../ui/button.tsx';
import { Dot } from '../ui/dot.tsx';
import { CodeNumber } from '../ui/states.tsx';

export function StatusLine() {
  const state = useFields(({ connection, cameras, statuses, storage, storageFailure, now }) => ({
    connection,
    cameras,
    statuses,
    storage,
    storageFailure,
    // Minutes are enough for the words, and spare a drawing each second.
    now: connection.phase === 'lost' ? now : Math.floor(now / 60_000) * 60_000,
  }));
  const navigate = useStore((all) => all.navigate);
  const sentence = statusSentence(state);
  const { remedy } = sentence;
  const lost = state.connection.phase === 'lost';
  return (
    <header className={`status ${sentence.tone}`}>
      <span className="brand">Watchpost</span>
      <div className="sentence" role="status" aria-live="polite">
        <Dot tone={sentence.tone} />
        <b className="cut title">{sentence.title}</b>
        {sentence.detail && (
          <span className="cut detail" title={sentence.detail}>
            {sentence.detail} <CodeNumber code={sentence.code} />
          </span>
        )}
      </div>
      {remedy && (
        <Button small onClick={() => applyRemedy(remedy, sentence.cameraId)}>
          {remedy.label}
        </Button>
      )}
      {lost && (
        <Button small onClick={() => getBridge().retryNow()}>
          Try now
        </Button>
      )}
      {sentence.more > 0 && (
        <Button small look="quiet" onClick={() => navigate({ page: 'health' })}>
          and {sentence.more} more
        </Button>
      )}
      {sentence.tone === 'ok' || (sentence.tone === 'warn' && !sentence.detail) ? <Footage /> : null}
      <span className="grow" />
      {sentence.tally && <span className="muted num s tally">{sentence.tally}</span>}
      <Clock />
    </header>
  );
}

function Footage() {
  const storage = useStore((state) => state.storage);
  const cameras = useStore((state) => state.cameras);
  const now = useStore((state) => Math.floor(state.now / 60_000) * 60_000);
  if (!storage || !cameras) return null;
  const enabled = cameras.filter((camera) => camera.enabled).map((camera) => camera.id);
  const back = footageBackTo(storage, enabled);
  const room = roomWords(storage);
  return (
    <>
      {back !== undefined && (
        <span className="fact cut">
          Footage back to <b>{backToWords(back, now)}</b>
          {enabled.length > 1 && ' on every camera'}
        </span>
      )}
      <span className="fact cut">
        Disk {percent(storage.usedPercent)} used{room && `, ${room}`}
      </span>
    </>
  );
}

function Clock() {
  const now = useStore((state) => state.now);
  return (
    <time className="clock-now num s muted">
      <span className="date">{fullDay(now)} </span>
      {secondTime(now)} {zoneName(now)}
    </time>
  );
}
