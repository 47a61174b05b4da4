/** Health: problems with advice first, then how each camera's recording goes, in figures for the curious. */
import { useReading } from '../../state/calls.ts';
import { useStore } from '../../state/store.ts';
import { moment } from '../../lib/time.ts';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Dot } from '../../ui/dot.tsx';
import { PipelineTable } from './pipeline-table.tsx';
import { ProblemCard } from './problem-card.tsx';
import { QuarantineList } from './quarantine-list.tsx';
import './health.css';

const REFRESH_MS = 5_000;

export function HealthPage() {
  const turn = useStore((state) => Math.floor(state.now / REFRESH_MS));
  const problems = useStore((state) => state.problems);
  const cameras = useStore((state) => state.cameras) ?? [];
  const app = useStore((state) => state.app);
  const now = useStore((state) => Math.floor(state.now / 60_000) * 60_000);
  const { value: report, failure, again } = useReading('health.get', {}, turn);
  const sorted = [...problems].sort((a, b) =>
    a.severity === b.severity ? a.since - b.since : a.severity === 'bad' ? -1 : 1,
  );
  return (
    <>
      <div className="bar">
        <h1>Health</h1>
        <span className="muted">
          {problems.length === 0
            ? 'Nothing needs you'
            : problems.length === 1
              ? '1 problem'
              : `${problems.length} problems`}
        </span>
      </div>
      <div className="page">
        {failure && !report && <ErrorState title="Health cannot be read" failure={failure} onRetry={again} />}
        <section className="stack" aria-label="Problems">
          {sorted.map((problem) => (
            <ProblemCard key={problem.id} problem={problem} />
          ))}
          {problems.length === 0 && (
            <div className="card row">
              <Dot tone="ok" />
              <b>No problems.</b>
              <span className="muted">Whatever goes wrong appears here, with what helps.</span>
            </div>
          )}
        </section>
        {!report && !failure && <SkeletonRows rows={3} />}
        {report && cameras.length > 0 && <PipelineTable cameras={cameras} report={report} />}
        {report && <QuarantineList turn={turn} unlisted={report.unlisted} />}
        {app && (
          <p className="faint s about">
            Watchpost {app.version} · FFmpeg {app.ffmpeg.version} · running since {moment(app.startedAt, now)}
            {report && ` · longest pause of the recorder ${report.eventLoopDelayP99Ms.toFixed(0)} ms`} · data
            in <span className="num">{app.dataFolder}</span>
          </p>
        )}
      </div>
    </>
  );
}
