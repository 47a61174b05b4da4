/** The whole window: status line, rail, one screen, the open dialog, notices. Connects screens, decides nothing else. */
import { CameraDialogs } from '../features/cameras/camera-dialogs.tsx';
import { CamerasPage } from '../features/cameras/cameras-page.tsx';
import { FirstStart } from '../features/first-start/first-start.tsx';
import { HealthPage } from '../features/health/health-page.tsx';
import { LivePage } from '../features/live/live-page.tsx';
import { PlaybackPage } from '../features/playback/playback-page.tsx';
import { StoragePage } from '../features/storage/storage-page.tsx';
import { useStore } from '../state/store.ts';
import { SkeletonRows } from '../ui/states.tsx';
import { TipProvider } from '../ui/tip.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Notices } from './notices.tsx';
import { Rail } from './rail.tsx';
import { StatusLine } from './status-line.tsx';
import { useWindowKeys } from './window-keys.ts';
import './app.css';

export function App() {
  useWindowKeys();
  const page = useStore((state) => state.route.page);
  return (
    <TipProvider>
      <div className="shell">
        <StatusLine />
        <Rail />
        <main className="main" id="main" tabIndex={-1}>
          <ErrorBoundary key={page} where="screen">
            <Screen />
          </ErrorBoundary>
        </main>
      </div>
      <CameraDialogs />
      <Notices />
    </TipProvider>
  );
}

function Screen() {
  const page = useStore((state) => state.route.page);
  const cameras = useStore((state) => state.cameras);
  if (!cameras) {
    return (
      <div className="page">
        <SkeletonRows rows={3} height={120} />
      </div>
    );
  }
  if (cameras.length === 0 && (page === 'live' || page === 'cameras')) return <FirstStart />;
  switch (page) {
    case 'live':
      return <LivePage />;
    case 'playback':
      return <PlaybackPage />;
    case 'cameras':
      return <CamerasPage />;
    case 'storage':
      return <StoragePage />;
    case 'health':
      return <HealthPage />;
  }
}
