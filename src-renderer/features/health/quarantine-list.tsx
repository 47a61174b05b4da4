/**
 * Unreadable files: which camera, when, why, how big, until when they are kept; to try again, or to look at in the folder.
 * Below them, files of others in cameras' folders. Shows nothing while there are none.
 */
import { useState } from 'react';
import type { HealthReport } from '../../../shared/contract/names.ts';
import type { UnreadableFile } from '../../../shared/model/unreadable-file.ts';
import { call, useReading } from '../../state/calls.ts';
import { failureOf } from '../../state/failure.ts';
import { getState, useStore } from '../../state/store.ts';
import { bytes } from '../../lib/bytes.ts';
import { duration } from '../../lib/duration.ts';
import { dayName, moment } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { FilePathDialog } from './file-path-dialog.tsx';
import './quarantine.css';

export interface QuarantineListProps {
  /** Changes when it should be read anew. */
  readonly turn: number;
  readonly unlisted: HealthReport['unlisted'];
}

export function QuarantineList({ turn, unlisted }: QuarantineListProps) {
  const { value: files, failure, again } = useReading('quarantine.list', {}, turn);
  const [path, setPath] = useState<string>();
  return (
    <>
      {failure && !files && (
        <section className="card row" role="alert">
          <span className="grow">The unreadable files cannot be listed. {failure.message}</span>
          <Button onClick={again}>Try again</Button>
        </section>
      )}
      {files && files.length > 0 && (
        <section className="card flush unreadable" aria-label="Unreadable files">
          <div className="unreadable-head">
            <h2>Unreadable files</h2>
            <p className="muted">
              Set aside for 7 days, so that nothing is lost by mistake. Another try brings back to the
              timeline whatever can be played by then.
            </p>
          </div>
          <table>
            <thead>
              <tr>
                <th scope="col">Camera</th>
                <th scope="col">Recorded</th>
                <th scope="col">Why</th>
                <th scope="col" className="r">
                  Size
                </th>
                <th scope="col">Kept until</th>
                <th scope="col">
                  <span className="hidden-text">What you can do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {files.map((file) => (
                <UnreadableRow key={file.id} file={file} onPath={setPath} onChanged={again} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {unlisted.length > 0 && <UnlistedFiles files={unlisted} />}
      {path !== undefined && <FilePathDialog path={path} onClose={() => setPath(undefined)} />}
    </>
  );
}

interface RowProps {
  readonly file: UnreadableFile;
  readonly onPath: (path: string) => void;
  readonly onChanged: () => void;
}

function UnreadableRow({ file, onPath, onChanged }: RowProps) {
  const now = useStore((state) => Math.floor(state.now / 60_000) * 60_000);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<string>();
  const tryAgain = async () => {
    setBusy(true);
    setAnswer(undefined);
    try {
      const { restored, sentence } = await call('quarantine.retry', { id: file.id });
      // What came back leaves the list, so its sentence needs another place.
      if (restored === 'nothing') setAnswer(sentence);
      else getState().notify(sentence);
    } catch (error) {
      setAnswer(failureOf(error).message);
    }
    setBusy(false);
    onChanged();
  };
  const show = async () => {
    try {
      const { path, shown } = await call('quarantine.reveal', { id: file.id });
      if (!shown) onPath(path);
    } catch (error) {
      setAnswer(failureOf(error).message);
    }
  };
  const what = `${file.cameraName}, ${moment(file.recordedAt ?? file.at, now)}`;
  return (
    <tr>
      <th scope="row" className="name-cell">
        <bdi>{file.cameraName || 'Removed camera'}</bdi>
      </th>
      <td className="num when">
        {moment(file.recordedAt ?? file.at, now)}
        {file.durationMs !== undefined && file.durationMs >= 1_000 && (
          <span className="faint"> · {duration(file.durationMs)}</span>
        )}
      </td>
      <td>
        <span title={file.detail}>{file.sentence}</span>
        <span className="faint xs num path">{file.file}</span>
        <span role="status" className="answer">
          {answer}
        </span>
      </td>
      <td className="r num">{bytes(file.sizeBytes)}</td>
      <td className="num when">{dayName(file.keptUntil, now)}</td>
      <td>
        <span className="row buttons">
          <Button small disabled={busy} aria-label={`Try again: ${what}`} onClick={() => void tryAgain()}>
            {busy ? 'Trying…' : 'Try again'}
          </Button>
          <Button small look="quiet" aria-label={`Show in folder: ${what}`} onClick={() => void show()}>
            Show in folder
          </Button>
        </span>
      </td>
    </tr>
  );
}

function UnlistedFiles({ files }: { readonly files: HealthReport['unlisted'] }) {
  return (
    <section className="card stack unlisted" aria-label="Unlisted files">
      <h2>Unlisted files</h2>
      <p className="muted">
        These files lie in a camera’s folder, but Watchpost did not record them. They are left alone; move
        them elsewhere if they are in your way.
      </p>
      <ul className="plain-list">
        {files.map(({ file }) => (
          <li key={file} className="num s path">
            {file}
          </li>
        ))}
      </ul>
    </section>
  );
}
