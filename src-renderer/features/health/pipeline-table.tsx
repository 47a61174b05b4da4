/** How each camera's recording goes: state, the counters of ING-7 in plain words, why it last stopped. */
import type { HealthReport, RunRow } from '../../../shared/contract/names.ts';
import type { Camera } from '../../../shared/model/camera.ts';
import type { CameraCounters } from '../../../shared/model/camera-status.ts';
import { cameraWords } from '../../state/camera-words.ts';
import { useStore } from '../../state/store.ts';
import { moment } from '../../lib/time.ts';
import { Dot } from '../../ui/dot.tsx';
import { endReasonWords } from './end-reason-words.ts';

interface Column {
  readonly key: keyof CameraCounters;
  readonly and?: keyof CameraCounters;
  readonly head: string;
  readonly hint: string;
}

const columns = [
  {
    key: 'manifestIngestCount',
    and: 'watcherIngestCount',
    head: 'Files stored',
    hint: 'Finished files that are on the timeline',
  },
  { key: 'reconnectCount', head: 'Reconnects', hint: 'How often the connection to the camera was made anew' },
  { key: 'stallCount', head: 'Standstills', hint: 'How often pictures stopped coming' },
  {
    key: 'manifestParseErrors',
    head: 'List errors',
    hint: 'Lines of the recorder’s list that could not be read',
  },
  { key: 'probeRetryCount', head: 'Checked again', hint: 'Files that were not ready at the first check' },
  { key: 'probeDeferredCount', head: 'Waiting', hint: 'Files that are checked once more later' },
  { key: 'probeFinalFailCount', head: 'Unreadable', hint: 'Files that were set aside' },
] as const satisfies readonly Column[];

/** The figure of a column: files are stored by either way of noticing them. */
function figure(counters: CameraCounters, { key, and }: Column): number {
  return counters[key] + (and ? counters[and] : 0);
}

const whole = new Intl.NumberFormat('en-GB');

export function PipelineTable({
  cameras,
  report,
}: {
  readonly cameras: readonly Camera[];
  readonly report: HealthReport;
}) {
  return (
    <div className="card flush scroll-x" tabIndex={0} role="region" aria-label="Cameras in figures">
      <table className="pipeline">
        <thead>
          <tr>
            <th scope="col">Camera</th>
            <th scope="col">State</th>
            {columns.map((column) => (
              <th key={column.key} scope="col" className="r" title={column.hint}>
                {column.head}
              </th>
            ))}
            <th scope="col">Last stopped</th>
          </tr>
        </thead>
        <tbody>
          {cameras.map((camera) => (
            <PipelineRow key={camera.id} camera={camera} report={report} />
          ))}
        </tbody>
        {cameras.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">All</th>
              <td />
              {columns.map((column) => (
                <td key={column.key} className="r num">
                  {whole.format(figure(report.totals, column))}
                </td>
              ))}
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function PipelineRow({ camera, report }: { readonly camera: Camera; readonly report: HealthReport }) {
  const status = useStore((state) => state.statuses[camera.id]);
  const minute = useStore((state) => Math.floor(state.now / 60_000) * 60_000);
  const row = report.cameras.find((one) => one.cameraId === camera.id);
  // The report's own, so that they add up to the last row.
  const counters = row?.counters ?? status?.counters;
  const words = cameraWords(camera, status);
  const last = row?.lastRuns.find((run) => run.endedAt !== undefined);
  return (
    <tr>
      <th scope="row" className="name-cell">
        <bdi>{camera.name}</bdi>
      </th>
      <td>
        <span className="row">
          <Dot tone={words.tone} />
          {words.word}
        </span>
      </td>
      {columns.map((column) => (
        <td key={column.key} className={`r num ${counters && figure(counters, column) > 0 ? '' : 'faint'}`}>
          {counters ? whole.format(figure(counters, column)) : '–'}
        </td>
      ))}
      <td className="s">
        {last ? <LastRun run={last} now={minute} /> : <span className="faint">never</span>}
      </td>
    </tr>
  );
}

function LastRun({ run, now }: { readonly run: RunRow; readonly now: number }) {
  return (
    <>
      <span className="num">{run.endedAt === undefined ? '' : moment(run.endedAt, now)}</span>{' '}
      <span className="muted">{endReasonWords(run.endReason)}</span>
    </>
  );
}
