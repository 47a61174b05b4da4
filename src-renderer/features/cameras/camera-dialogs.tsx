/** Shows the dialog the store asks for; any screen may ask. */
import { useStore } from '../../state/store.ts';
import { AddCameraDialog } from './add-camera-dialog.tsx';
import { EditCameraDialog } from './edit-camera-dialog.tsx';
import { RemoveCameraDialog } from './remove-camera-dialog.tsx';
import './cameras.css';

export function CameraDialogs() {
  const dialog = useStore((state) => state.dialog);
  const cameraId = dialog && 'cameraId' in dialog ? dialog.cameraId : undefined;
  const camera = useStore((state) => state.cameras?.find((one) => one.id === cameraId));
  if (!dialog) return null;
  if (dialog.kind === 'add-camera') return <AddCameraDialog way={dialog.way} />;
  if (!camera) return null;
  if (dialog.kind === 'edit-camera')
    return <EditCameraDialog key={camera.id} camera={camera} focus={dialog.focus} />;
  return <RemoveCameraDialog key={camera.id} camera={camera} />;
}
