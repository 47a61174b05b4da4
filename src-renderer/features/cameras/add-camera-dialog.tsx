/** Add a camera: by address (sign in, check, record), one of this PC, or a simulated one. The check runs by itself before recording. */
import { useState } from 'react';
import { addDemoCameras, attempt } from '../../state/actions.ts';
import { useStore } from '../../state/store.ts';
import type { AddCameraWay } from '../../state/view-slice.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { AddLocalCamera } from './add-local-camera.tsx';
import { CheckResult } from './check-result.tsx';
import {
  emptyForm,
  nameError,
  recordingOf,
  scheduleError,
  sourceOf,
  type CameraForm,
  type FormErrors,
} from './camera-form.ts';
import { RtspFields } from './rtsp-fields.tsx';
import { RecordingChoice } from './schedule/recording-choice.tsx';
import { useCameraCheck } from './use-camera-check.ts';

const ways = [
  { value: 'address', text: 'By address' },
  { value: 'local', text: 'USB or built-in camera' },
  { value: 'demo', text: 'Demo camera' },
] as const;

export function AddCameraDialog({ way: firstWay }: { readonly way: AddCameraWay }) {
  const close = useStore((state) => state.closeDialog);
  const [way, setWay] = useState<AddCameraWay>(firstWay);
  const choice = <Segmented label="Kind of camera" value={way} options={ways} onChange={setWay} />;
  switch (way) {
    case 'address':
      return <ByAddress choice={choice} close={close} />;
    case 'local':
      return <AddLocalCamera choice={choice} close={close} />;
    case 'demo':
      return <Demo choice={choice} close={close} />;
  }
}

interface WayProps {
  readonly choice: React.ReactNode;
  readonly close: () => void;
}

function Demo({ choice, close }: WayProps) {
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    const added = await addDemoCameras(1);
    setBusy(false);
    if (added > 0) close();
  };
  return (
    <Dialog
      title="Add camera"
      onClose={close}
      onSubmit={() => void add()}
      foot={
        <>
          <span className="grow" />
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" type="submit" disabled={busy}>
            {busy ? 'Adding…' : 'Add and record'}
          </Button>
        </>
      }
    >
      <div>{choice}</div>
      <p className="muted">
        A simulated camera behaves like a real one on your network: it is pulled, recorded and played back for
        real, and takes about as much room. Remove it any time.
      </p>
    </Dialog>
  );
}

function ByAddress({ choice, close }: WayProps) {
  const count = useStore((state) => state.cameras?.length ?? 0);
  const notify = useStore((state) => state.notify);
  const [form, setForm] = useState<CameraForm>({ ...emptyForm, name: `Camera ${count + 1}` });
  const [errors, setErrors] = useState<FormErrors>({});
  const [saving, setSaving] = useState(false);
  const check = useCameraCheck();
  const busy = check.state.phase === 'running' || saving;

  const change = (next: CameraForm): void => {
    setForm(next);
    setErrors({});
    const same =
      next.address === form.address && next.username === form.username && next.password === form.password;
    const consent = next.allowBasic !== form.allowBasic || next.certificatePin !== form.certificatePin;
    if (!same || (consent && check.state.phase === 'works')) check.reset();
  };
  const ready = () => {
    const found = sourceOf(form);
    const name = nameError(form.name);
    const schedule = scheduleError(form);
    const problems: FormErrors = {
      ...('errors' in found ? found.errors : {}),
      ...(name ? { name } : {}),
      ...(schedule ? { schedule } : {}),
    };
    setErrors(problems);
    return 'source' in found && !name && !schedule ? found.source : undefined;
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
    const name = form.name.trim();
    const done = await attempt('cameras.add', {
      name,
      source,
      recordAudio: form.recordAudio,
      recording: recordingOf(form),
    });
    setSaving(false);
    if (!done) return;
    notify(`${name} is added.`);
    close();
  };
  return (
    <Dialog
      title="Add camera"
      onClose={close}
      onSubmit={() => void add(false)}
      foot={
        <>
          {check.state.phase === 'failed' && (
            <Button look="quiet" disabled={busy} onClick={() => void add(true)}>
              Add without a picture
            </Button>
          )}
          <span className="grow" />
          <Button onClick={close}>Cancel</Button>
          <Button disabled={busy} onClick={() => void test()}>
            Test
          </Button>
          <Button look="primary" type="submit" disabled={busy}>
            {saving ? 'Adding…' : form.recordingMode === 'continuous' ? 'Add and record' : 'Add camera'}
          </Button>
        </>
      }
    >
      <div>{choice}</div>
      <RtspFields form={form} errors={errors} check={check.state} onChange={change} hasPassword={false} />
      <Field
        label="Name"
        dir="auto"
        value={form.name}
        error={errors.name}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setForm({ ...form, name: event.target.value })}
      />
      <RecordingChoice form={form} errors={errors} onChange={change} />
      <CheckResult state={check.state} />
    </Dialog>
  );
}
