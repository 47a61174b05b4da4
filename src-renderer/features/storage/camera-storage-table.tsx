/** What each camera holds, writes a day, and how far it goes back. */
import type { Camera } from '../../../shared/model/camera.ts';
import type { StorageInfo } from '../../../shared/model/storage.ts';
import { useStore } from '../../state/store.ts';
import { bytes } from '../../lib/bytes.ts';
import { roughDuration } from '../../lib/duration.ts';
import { moment } from '../../lib/time.ts';

export interface CameraStorageTableProps {
  readonly storage: StorageInfo;
  readonly cameras: readonly Camera[];
}

export function CameraStorageTable({ storage, cameras }: CameraStorageTableProps) {
  const now = useStore((state) => Math.floor(state.now / 10_000) * 10_000);
  const known = new Map(storage.cameras.map((one) => [one.cameraId, one]));
  const strangers = storage.cameras.filter((one) => !cameras.some((camera) => camera.id === one.cameraId));
  const rows = [
    ...cameras.map((camera) => ({ id: camera.id, name: camera.name, usage: known.get(camera.id) })),
    ...strangers.map((usage) => ({ id: usage.cameraId, name: 'Removed camera', usage })),
  ];
  const most = Math.max(1, ...storage.cameras.map((one) => one.bytes));
  return (
    <div className="card flush">
      <table>
        <thead>
          <tr>
            <th scope="col">Camera</th>
            <th scope="col" className="r">
              Used
            </th>
            <th scope="col" className="share-column">
              <span className="hidden-text">Share</span>
            </th>
            <th scope="col" className="r">
              Per day
            </th>
            <th scope="col" className="r">
              Oldest footage
            </th>
            <th scope="col" className="r secondary">
              Goes back
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, usage }) => (
            <tr key={id}>
              <th scope="row" className="name-cell">
                <bdi>{name}</bdi>
              </th>
              <td className="r num">{usage ? bytes(usage.bytes) : '–'}</td>
              <td className="share-column">
                <div className="share">
                  <i style={{ width: `${((usage?.bytes ?? 0) / most) * 100}%` }} />
                </div>
              </td>
              <td className="r num">{usage && usage.bytesPerDay > 0 ? bytes(usage.bytesPerDay) : '–'}</td>
              <td className="r num">
                {usage?.oldestAt === undefined ? 'none yet' : moment(usage.oldestAt, now)}
              </td>
              <td className="r num secondary">
                {usage?.oldestAt === undefined ? '–' : roughDuration(now - usage.oldestAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
