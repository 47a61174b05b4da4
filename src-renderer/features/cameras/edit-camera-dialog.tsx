/** Edit a camera: name, address, sign-in, sound. Opens at the field that cures the camera's problem. */
import { useState } from 'react';
import type { Camera } from '../../../shared/model/camera.ts';
import type { CameraPatch } from '../../../shared/contract/names.ts';
import { attempt } from '../../state/actions.ts';
import { useReading } from '../../state/calls.ts';
import { cameraWords } from '../../state/camera-words.ts';
import { useStore } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Dot } from '../../ui/dot.tsx';
import { Check, Field } from '../../ui/field.tsx';
import { CameraDetails } from './camera-details.tsx';
import { CheckResult } from './check-result.tsx';
import {
  formOf,
  nameError,
  recordingChange,
  scheduleError,
  sourceOf,
  type CameraForm,
  type FormErrors,
} from './camera-form.ts';
import { LocalCameraChoice } from './local-camera-choice.tsx';
import { RtspFields } from './rtsp-fields.tsx';
import { RecordingChoice } from './schedule/recording-choice.tsx';
import { useCameraCheck } from './use-camera-check.ts';

export interface EditCameraDialogProps {
  readonly camera: Camera;
  readonly focus?: 'password' | 'address' | 'consent' | 'schedule' | undefined;
}

export function EditCameraDialog({ camera, focus }: EditCameraDialogProps) {
  const close = useStore((state) => state.closeDialog);
  const status = useStore((state) => state.statuses[camera.id]);
  const [form, setForm] = useState<CameraForm>(() => formOf(camera));
  const [errors, setErrors] = useState<FormErrors>({});
  const [saving, setSaving] = useState(false);
  const check = useCameraCheck();
  const rtsp = camera.source.kind === 'rtsp';
  const local = camera.source.kind === 'usb';
  const [device, setDevice] = useState(camera.source.kind === 'usb' ? camera.source.device : '');
  const words = cameraWords(camera, status);
  const busy = saving || check.state.phase === 'running';

  const change = (next: CameraForm): void => {
    setForm(next);
    setErrors({});
    if (next.address !== form.address || next.username !== form.username || next.password !== form.password)
      check.reset();
  };
  const patch = (): CameraPatch | undefined => {
    const name = nameError(form.name);
    const schedule = scheduleError(form);
    const found = rtsp ? sourceOf(form) : undefined;
    const problems: FormErrors = {
      ...(found && 'errors' in found ? found.errors : {}),
      ...(name ? { name } : {}),
      ...(schedule ? { schedule } : {}),
    };
    setErrors(problems);
    if (name || schedule || (found && 'errors' in found)) return undefined;
    const basics = {
      id: camera.id,
      name: form.name.trim(),
      recordAudio: form.recordAudio,
      ingestSource: form.ingestSource === 'default' ? null : form.ingestSource,
      ...recordingChange(formOf(camera), form),
    };
    if (local) return { ...basics, source: { kind: 'usb', device } };
    return found ? { ...basics, source: found.source } : basics;
  };
  const test = async () => {
    const source = patch()?.source;
    if (source) await check.run(source, camera.id);
  };
  const save = async () => {
    const changes = patch();
    if (!changes) return;
    setSaving(true);
    const done = await attempt('cameras.update', changes);
    setSaving(false);
    if (done) close();
  };
  return (
    <Dialog
      title={`Edit ${camera.name}`}
      onClose={close}
      onSubmit={() => void save()}
      foot={
        <>
          <span className="grow" />
          <Button onClick={close}>Cancel</Button>
          {(rtsp || local) && (
            <Button disabled={busy} onClick={() => void test()}>
              Test
            </Button>
          )}
          <Button look="primary" type="submit" disabled={busy}>
            {saving ? 'Saving…' : 'Save'}
          </Button>
        </>
      }
    >
      {words.why && (
        <p className="row s">
          <Dot tone={words.tone} /> {words.why}
        </p>
      )}
      <Field
        label="Name"
        dir="auto"
        value={form.name}
        error={errors.name}
        maxLength={60}
        autoComplete="off"
        autoFocus={focus === undefined || (!rtsp && focus !== 'schedule')}
        onChange={(event) => change({ ...form, name: event.target.value })}
      />
      <RecordingChoice form={form} errors={errors} onChange={change} focused={focus === 'schedule'} />
      {local && (
        <EditLocalCamera
          cameraId={camera.id}
          device={device}
          onChoose={(next) => {
            setDevice(next);
            check.reset();
          }}
        />
      )}
      {rtsp ? (
        <RtspFields
          form={form}
          errors={errors}
          check={check.state}
          onChange={change}
          hasPassword
          focus={focus === undefined || focus === 'schedule' ? 'consent' : focus}
        />
      ) : local ? null : (
        <Check checked={form.recordAudio} onChange={(recordAudio) => change({ ...form, recordAudio })}>
          Record sound
        </Check>
      )}
      <CameraDetails form={form} onChange={change} />
      <CheckResult state={check.state} />
    </Dialog>
  );
}

interface EditLocalCameraProps {
  readonly cameraId: string;
  readonly device: string;
  readonly onChoose: (device: string) => void;
}

/** A component of its own: cameras of this PC are looked for only where one is edited. */
function EditLocalCamera({ cameraId, device, onChoose }: EditLocalCameraProps) {
  const reading = useReading('cameras.devices', {}, 0);
  return (
    <LocalCameraChoice
      reading={reading}
      cameraId={cameraId}
      device={device}
      onChoose={(one) => onChoose(one.device)}
    />
  );
}
