/** Storage: how full each disk is, who fills it, how long the room lasts, how far each camera goes back. */
import { bytesPerDay, recordableBytes } from '../../state/storage-words.ts';
import { fetchSnapshot } from '../../state/sync.ts';
import { useStore } from '../../state/store.ts';
import { bytes } from '../../lib/bytes.ts';
import { days } from '../../lib/duration.ts';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { CameraStorageTable } from './camera-storage-table.tsx';
import { VolumeCard } from './volume-card.tsx';
import './storage.css';

export function StoragePage() {
  const storage = useStore((state) => state.storage);
  const failure = useStore((state) => state.storageFailure);
  const cameras = useStore((state) => state.cameras);
  return (
    <>
      <div className="bar">
        <h1>Storage</h1>
      </div>
      {failure && (
        <ErrorState
          title="The recording disk cannot be read"
          failure={failure}
          onRetry={() => void fetchSnapshot()}
        />
      )}
      {!failure && !storage && (
        <div className="page">
          <SkeletonRows rows={2} height={140} />
        </div>
      )}
      {!failure && storage && (
        <div className="page">
          {storage.volumes.map((volume) => (
            <VolumeCard
              key={volume.number}
              volume={volume}
              storage={storage}
              alone={storage.volumes.length === 1}
            />
          ))}
          <Forecast />
          {cameras && cameras.length > 0 ? (
            <CameraStorageTable storage={storage} cameras={cameras} />
          ) : (
            <EmptyState title="No footage yet">It appears here with the first camera.</EmptyState>
          )}
        </div>
      )}
    </>
  );
}

function Forecast() {
  const storage = useStore((state) => state.storage);
  if (!storage) return null;
  const rate = bytesPerDay(storage);
  if (storage.fullInDays === undefined || rate <= 0) {
    return (
      <p className="forecast">
        Room for {bytes(recordableBytes(storage))} more. How many days that is shows once the cameras have
        been measured.
      </p>
    );
  }
  return (
    <p className="forecast">
      Your cameras write <b className="num">{bytes(rate)}</b> a day. At this rate there is room for{' '}
      <b>{days(storage.fullInDays)}</b> more. At {storage.warnThresholdPercent} % Watchpost warns, at{' '}
      {storage.blockThresholdPercent} % it starts no new recording.
    </p>
  );
}
