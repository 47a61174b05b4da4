/** When a camera is recorded: always, on a weekly schedule that is painted here, or not at all. */
import { useEffect, useRef } from 'react';
import { Segmented } from '../../../ui/segmented.tsx';
import type { CameraForm, FormErrors } from '../camera-form.ts';
import { ScheduleEditor } from './schedule-editor.tsx';

const modes = [
  { value: 'continuous', text: 'Always' },
  { value: 'schedule', text: 'On a schedule' },
  { value: 'off', text: 'Not recorded' },
] as const;

export interface RecordingChoiceProps {
  readonly form: CameraForm;
  readonly errors: FormErrors;
  readonly onChange: (form: CameraForm) => void;
  /** The dialog was opened for this. */
  readonly focused?: boolean;
}

export function RecordingChoice({ form, errors, onChange, focused = false }: RecordingChoiceProps) {
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!focused) return;
    field.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    field.current?.scrollIntoView({ block: 'start' });
  }, [focused]);
  return (
    <div className="field" ref={field}>
      <span>When to record</span>
      <div>
        <Segmented
          label="When to record"
          value={form.recordingMode}
          options={modes}
          onChange={(recordingMode) => onChange({ ...form, recordingMode })}
        />
      </div>
      {form.recordingMode === 'off' && (
        <p className="faint">The camera can be watched live. Nothing of it is kept.</p>
      )}
      {form.recordingMode === 'schedule' && (
        <ScheduleEditor
          schedule={form.schedule}
          error={errors.schedule}
          onChange={(schedule) => onChange({ ...form, schedule })}
        />
      )}
    </div>
  );
}
