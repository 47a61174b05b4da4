/** The fields of a camera with an address, the errors beside them, and the two consents where a camera needs them. */
import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { Check, Field } from '../../ui/field.tsx';
import { tidyAddress, type CameraForm, type FormErrors } from './camera-form.ts';
import type { CheckState } from './use-camera-check.ts';

export interface RtspFieldsProps {
  readonly form: CameraForm;
  readonly errors: FormErrors;
  readonly check: CheckState;
  readonly onChange: (form: CameraForm) => void;
  /** A camera that is there already has a password; leaving the field empty keeps it. */
  readonly hasPassword: boolean;
  readonly focus?: 'password' | 'address' | 'consent' | undefined;
}

export function RtspFields({ form, errors, check, onChange, hasPassword, focus }: RtspFieldsProps) {
  const [more, setMore] = useState(form.subAddress !== '' || errors.subAddress !== undefined);
  const failure = check.phase === 'failed' ? check.failure : undefined;
  const beside = (field: 'address' | 'password'): string | undefined => {
    if (errors[field] !== undefined || failure?.field !== field) return errors[field];
    // The advice for a password speaks of the next automatic try, and here there is none.
    return field === 'password' ? failure.sentence : `${failure.sentence} ${failure.advice}`.trim();
  };
  const set = (change: Partial<CameraForm>): void => onChange({ ...form, ...change });
  const fingerprint = failure?.fingerprint ?? form.certificatePin;
  return (
    <>
      <Field
        label="Address"
        dir="ltr"
        value={form.address}
        error={beside('address')}
        hint="As the camera’s manual has it. A user name and password inside are moved to their fields."
        placeholder="rtsp://192.168.1.64:554/stream1"
        autoComplete="off"
        spellCheck={false}
        autoFocus={focus === 'address' || focus === undefined}
        onChange={(event) => set({ address: event.target.value })}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text');
          if (!text.includes('@')) return;
          event.preventDefault();
          onChange(tidyAddress({ ...form, address: text.trim() }));
        }}
        onBlur={() => onChange(tidyAddress(form))}
      />
      <div className="two-fields">
        <Field
          label="User name"
          value={form.username}
          error={errors.username}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => set({ username: event.target.value })}
        />
        <Field
          label="Password"
          type="password"
          value={form.password}
          error={beside('password')}
          placeholder={hasPassword ? 'unchanged' : ''}
          autoComplete="new-password"
          autoFocus={focus === 'password'}
          onChange={(event) => set({ password: event.target.value })}
        />
      </div>
      {(failure?.field === 'basic' || form.allowBasic || focus === 'consent') && !fingerprint && (
        <Check checked={form.allowBasic} onChange={(allowBasic) => set({ allowBasic })}>
          Send the password unencrypted to this camera. Whoever listens on your network can read it then.
        </Check>
      )}
      {fingerprint && (
        <Check
          checked={form.certificatePin === fingerprint}
          onChange={(agreed) => set({ certificatePin: agreed ? fingerprint : '' })}
        >
          Trust this camera’s certificate. Its fingerprint:{' '}
          <span className="num xs fingerprint">{fingerprint}</span>
        </Check>
      )}
      <button type="button" className="disclosure" aria-expanded={more} onClick={() => setMore(!more)}>
        <ChevronRight size={15} aria-hidden="true" /> More
      </button>
      {more && (
        <div className="stack">
          <Field
            label="Address of the sub stream"
            dir="ltr"
            value={form.subAddress}
            error={errors.subAddress}
            hint="A smaller picture of the same camera for the grid. Not needed."
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set({ subAddress: event.target.value })}
          />
          <Check checked={form.recordAudio} onChange={(recordAudio) => set({ recordAudio })}>
            Record sound when the camera sends it
          </Check>
        </div>
      )}
    </>
  );
}
