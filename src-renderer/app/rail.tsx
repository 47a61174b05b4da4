/** The way between the screens: icon and word. Only screens that work are here. */
import { Activity, Cctv, Database, LayoutGrid, SquarePlay } from 'lucide-react';
import { writeRoute, type Page } from '../state/navigation.ts';
import { useStore } from '../state/store.ts';

const entries = [
  { page: 'live', word: 'Live', Icon: LayoutGrid },
  { page: 'playback', word: 'Playback', Icon: SquarePlay },
  { page: 'cameras', word: 'Cameras', Icon: Cctv },
  { page: 'storage', word: 'Storage', Icon: Database },
  { page: 'health', word: 'Health', Icon: Activity },
] as const satisfies readonly { page: Page; word: string; Icon: unknown }[];

export function Rail() {
  const current = useStore((state) => state.route.page);
  const navigate = useStore((state) => state.navigate);
  const problems = useStore((state) => state.problems);
  const bad = problems.some((problem) => problem.severity === 'bad');
  return (
    <nav className="rail" aria-label="Screens">
      {entries.map(({ page, word, Icon }, index) => (
        <a
          key={page}
          href={writeRoute({ page })}
          aria-current={page === current ? 'page' : undefined}
          aria-keyshortcuts={`Alt+${index + 1}`}
          onClick={(event) => {
            event.preventDefault();
            navigate({ page });
          }}
        >
          <Icon size={20} strokeWidth={1.7} aria-hidden="true" />
          <span className="rail-word">
            {word}
            {page === 'health' && problems.length > 0 && (
              <span className={bad ? 'badge bad' : 'badge'}>
                {problems.length}
                <span className="hidden-text">{problems.length === 1 ? ' problem' : ' problems'}</span>
              </span>
            )}
          </span>
        </a>
      ))}
    </nav>
  );
}
