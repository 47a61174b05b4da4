/** Live: the grid of cameras, or one of them in the full window. Order is the cameras' own; layouts only cut it. */
import { useEffect, useRef, useState } from 'react';
import { ChevronLeft, ChevronRight, Plus } from 'lucide-react';
import { layouts, type Layout } from '../../state/view-slice.ts';
import { useStore } from '../../state/store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { LiveTile } from './live-tile.tsx';
import './live.css';

const options = layouts.map((layout) => ({
  value: String(layout) as `${Layout}`,
  text: String(layout),
  name: layout === 1 ? 'One picture' : `${layout} pictures`,
}));

export function LivePage() {
  const cameras = useStore((state) => state.cameras) ?? [];
  const chosen = useStore((state) => state.layout);
  const setLayout = useStore((state) => state.setLayout);
  const gridPage = useStore((state) => state.gridPage);
  const setGridPage = useStore((state) => state.setGridPage);
  const openDialog = useStore((state) => state.openDialog);
  const [fullId, setFullId] = useState<string>();
  const [subInFull, setSubInFull] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const layout = chosen ?? layouts.find((one) => one >= cameras.length) ?? 16;
  const pageCount = Math.max(1, Math.ceil(cameras.length / layout));
  const page = Math.min(gridPage, pageCount - 1);
  const shown = cameras.slice(page * layout, (page + 1) * layout);
  const columns = Math.min(Math.sqrt(layout), Math.max(1, shown.length));
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const full = cameras.find((camera) => camera.id === fullId);
  const leaveFull = (): void => {
    const id = fullId;
    setFullId(undefined);
    setSubInFull(false);
    requestAnimationFrame(() =>
      grid.current?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id ?? '')}"]`)?.focus(),
    );
  };
  useEscape(full !== undefined, leaveFull);
  useFullScreenKey();

  if (full) {
    return (
      <div className="full-window">
        <LiveTile
          key={`${full.id}-full`}
          camera={full}
          stream={subInFull ? 'sub' : 'main'}
          full
          onToggleFull={leaveFull}
          onShowSub={() => setSubInFull(true)}
        />
      </div>
    );
  }
  return (
    <>
      <div className="bar">
        <h1>Live</h1>
        <span className="grow" />
        {pageCount > 1 && (
          <div className="row num s muted">
            <IconButton label="Cameras before" disabled={page === 0} onClick={() => setGridPage(page - 1)}>
              <ChevronLeft size={16} aria-hidden="true" />
            </IconButton>
            {page * layout + 1}–{page * layout + shown.length} of {cameras.length}
            <IconButton
              label="Cameras after"
              disabled={page === pageCount - 1}
              onClick={() => setGridPage(page + 1)}
            >
              <ChevronRight size={16} aria-hidden="true" />
            </IconButton>
          </div>
        )}
        <Segmented
          label="Pictures at once"
          value={`${layout}`}
          options={options}
          onChange={(next) => setLayout(layouts.find((one) => String(one) === next) ?? 4)}
        />
        <Button onClick={toggleFullScreen}>
          Full screen <kbd>F</kbd>
        </Button>
        <Button look="primary" onClick={() => openDialog({ kind: 'add-camera', way: 'address' })}>
          <Plus size={16} aria-hidden="true" /> Add camera
        </Button>
      </div>
      <div
        ref={grid}
        className="grid"
        role="group"
        aria-label="Cameras"
        style={{ gridTemplate: `repeat(${rows}, minmax(0, 1fr)) / repeat(${columns}, minmax(0, 1fr))` }}
        onKeyDown={(event) => moveFocus(event, columns)}
      >
        {shown.map((camera) => (
          <LiveTile
            key={camera.id}
            camera={camera}
            stream="sub"
            full={false}
            onToggleFull={() => setFullId(camera.id)}
            onShowSub={() => undefined}
          />
        ))}
      </div>
    </>
  );
}

function moveFocus(event: React.KeyboardEvent<HTMLDivElement>, columns: number): void {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  const step = steps[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement) || !event.target.dataset['tile']) return;
  const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-tile]')];
  const next = tiles[tiles.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function useEscape(active: boolean, leave: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) leave();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}

function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}

function useFullScreenKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLInputElement;
      if (event.key.toLowerCase() !== 'f' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (useStore.getState().dialog) return;
      toggleFullScreen();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
