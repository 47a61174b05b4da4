/** Cameras: each with its state in words, what it sends, what it costs, and what can be done with it. */
import { Plus } from 'lucide-react';
import { isWanted } from '../../state/status-sentence.ts';
import { useStore } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { CameraRow } from './camera-row.tsx';
import './cameras.css';

export function CamerasPage() {
  const cameras = useStore((state) => state.cameras) ?? [];
  const statuses = useStore((state) => state.statuses);
  const openDialog = useStore((state) => state.openDialog);
  const wanted = cameras.filter((camera) => isWanted(camera, statuses[camera.id]));
  const recording = wanted.filter((camera) => statuses[camera.id]?.recording === true);
  return (
    <>
      <div className="bar">
        <h1>Cameras</h1>
        <span className="muted num">
          {recording.length} of {wanted.length} recording
        </span>
        <span className="grow" />
        <Button look="primary" onClick={() => openDialog({ kind: 'add-camera', way: 'address' })}>
          <Plus size={16} aria-hidden="true" /> Add camera
        </Button>
      </div>
      <div className="page">
        <div className="card flush">
          <table className="cameras">
            <thead>
              <tr>
                <th scope="col">
                  <span className="hidden-text">Picture</span>
                </th>
                <th scope="col">Camera</th>
                <th scope="col">State</th>
                <th scope="col" className="secondary">
                  What it sends
                </th>
                <th scope="col" className="r">
                  Per day
                </th>
                <th scope="col" className="r secondary">
                  Footage back to
                </th>
                <th scope="col">
                  <span className="hidden-text">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {cameras.map((camera) => (
                <CameraRow key={camera.id} camera={camera} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  );
}
