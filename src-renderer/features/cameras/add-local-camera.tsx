/** Add a USB or built-in camera: choose one of those that are there, check it, record it. */
import { useState } from 'react';
import type { LocalCamera, SourceInput } from '../../../shared/contract/names.ts';
import { attempt } from '../../state/actions.ts';
import { useReading } from '../../state/calls.ts';
import { useStore } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { nameError, nameOfDevice } from './camera-form.ts';
import { CheckResult } from './check-result.tsx';
import { LocalCameraChoice } from './local-camera-choice.tsx';
import { useCameraCheck } from './use-camera-check.ts';

export interface AddLocalCameraProps {
  readonly choice: React.ReactNode;
  readonly close: () => void;
}

export function AddLocalCamera({ choice, close }: AddLocalCameraProps) {
  const notify = useStore((state) => state.notify);
  const reading = useReading('cameras.devices', {}, 0);
  const [chosen, setChosen] = useState<string>();
  /** Undefined until somebody types: then the camera's own name stands there. */
  const [typed, setTyped] = useState<string>();
  const [errors, setErrors] = useState<{ readonly name?: string; readonly device?: string }>({});
  const [saving, setSaving] = useState(false);
  const check = useCameraCheck();
  const busy = saving || check.state.phase === 'running';
  const free = reading.value?.filter((one) => one.cameraId === undefined) ?? [];
  // With only one to choose there is no choice to make.
  const camera = free.find(({ device }) => device === chosen) ?? (free.length === 1 ? free[0] : undefined);
  const name = typed ?? (camera ? nameOfDevice(camera.name) : '');

  const choose = (next: LocalCamera): void => {
    setChosen(next.device);
    setErrors({});
    check.reset();
  };
  const ready = (): SourceInput | undefined => {
    const wrong = nameError(name);
    if (!camera) setErrors({ device: 'Choose a camera first.' });
    else setErrors(wrong ? { name: wrong } : {});
    return camera && !wrong ? { kind: 'usb', device: camera.device } : undefined;
  };
  const test = async () => {
    const source = ready();
    if (source) await check.run(source);
  };
  const add = async (unchecked: boolean) => {
    const source = ready();
    if (!source) return;
    if (!unchecked && check.state.phase !== 'works' && !(await check.run(source))) return;
    setSaving(true);
    const done = await attempt('cameras.add', {
      name: name.trim(),
      source,
      recording: { mode: 'continuous' },
    });
    setSaving(false);
    if (!done) return;
    notify(`${name.trim()} is added.`);
    close();
  };
  return (
    <Dialog
      title="Add camera"
      onClose={close}
      onSubmit={() => void add(false)}
      foot={
        <>
          {check.state.phase === 'failed' && camera && (
            <Button look="quiet" disabled={busy} onClick={() => void add(true)}>
              Add without a picture
            </Button>
          )}
          <span className="grow" />
          <Button onClick={close}>Cancel</Button>
          <Button disabled={busy || !camera} onClick={() => void test()}>
            Test
          </Button>
          <Button look="primary" type="submit" disabled={busy || free.length === 0}>
            {saving ? 'Adding…' : 'Add and record'}
          </Button>
        </>
      }
    >
      <div>{choice}</div>
      <LocalCameraChoice
        reading={reading}
        device={camera?.device ?? ''}
        error={errors.device}
        onChoose={choose}
      />
      {free.length > 0 && (
        <>
          <Field
            label="Name"
            dir="auto"
            value={name}
            error={errors.name}
            hint="The pictures are recorded, without sound. Leave the camera in its socket: that is how it is known."
            maxLength={60}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
          <CheckResult state={check.state} />
        </>
      )}
    </Dialog>
  );
}
