/** One problem: what is, why, since when, what helps, and the button that does it. */
import type { Problem } from '../../../shared/contract/names.ts';
import { applyRemedy } from '../../state/actions.ts';
import { cameraWords } from '../../state/camera-words.ts';
import { useStore } from '../../state/store.ts';
import { duration } from '../../lib/duration.ts';
import { moment } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dot } from '../../ui/dot.tsx';
import { CodeNumber } from '../../ui/states.tsx';

export function ProblemCard({ problem }: { readonly problem: Problem }) {
  const camera = useStore((state) => state.cameras?.find((one) => one.id === problem.cameraId));
  const status = useStore((state) => (problem.cameraId ? state.statuses[problem.cameraId] : undefined));
  const now = useStore((state) => state.now);
  const remedy = camera && cameraWords(camera, status).remedy;
  const storage = problem.id.startsWith('storage');
  return (
    <article className={`card problem ${problem.severity}`}>
      <Dot tone={problem.severity} />
      <div className="stack tight">
        <h2>{problem.sentence}</h2>
        <p className="muted">{problem.advice}</p>
        <p className="faint s num">
          Since {moment(problem.since, now)}, for {duration(now - problem.since)}{' '}
          <CodeNumber code={problem.code} />
        </p>
      </div>
      <div className="row">
        {remedy && remedy.kind !== 'health' && (
          <Button look="primary" onClick={() => applyRemedy(remedy, problem.cameraId)}>
            {remedy.label}
          </Button>
        )}
        {storage && (
          <Button onClick={() => applyRemedy({ kind: 'storage', label: '' }, undefined)}>Open Storage</Button>
        )}
        {camera && (
          <Button onClick={() => useStore.getState().navigate({ page: 'playback', cameraId: camera.id })}>
            See footage
          </Button>
        )}
      </div>
    </article>
  );
}
