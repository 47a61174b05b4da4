/** What almost nobody has to change about a camera, behind "Details": how its finished files are noticed (ING-6). */
import { useId, useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { Segmented } from '../../ui/segmented.tsx';
import type { CameraForm } from './camera-form.ts';

const choices = [
  { value: 'default', text: 'As for all cameras' },
  { value: 'manifest', text: 'By the recorder’s list' },
  { value: 'watcher', text: 'By the folder' },
] as const;

export interface CameraDetailsProps {
  readonly form: CameraForm;
  readonly onChange: (form: CameraForm) => void;
}

export function CameraDetails({ form, onChange }: CameraDetailsProps) {
  const [open, setOpen] = useState(form.ingestSource !== 'default');
  const hint = useId();
  return (
    <>
      <button type="button" className="disclosure" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight size={15} aria-hidden="true" /> Details
      </button>
      {open && (
        <div className="field" role="group" aria-labelledby={`${hint}-label`} aria-describedby={hint}>
          <span id={`${hint}-label`} className="s">
            How finished files are noticed
          </span>
          <div>
            <Segmented
              label="How finished files are noticed"
              value={form.ingestSource}
              options={choices}
              onChange={(ingestSource) => onChange({ ...form, ingestSource })}
            />
          </div>
          <p id={hint} className="faint">
            The list is right for almost everybody. If files of this camera come late onto the timeline, or
            not at all, try the folder. Nothing is lost by changing it, and it takes effect at once.
          </p>
        </div>
      )}
    </>
  );
}
