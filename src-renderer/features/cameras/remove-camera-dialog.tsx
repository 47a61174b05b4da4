/** Remove a camera: asks what becomes of its footage and says how much would be lost. Keeping it is the first choice. */
import { useState } from 'react';
import type { Camera } from '../../../shared/model/camera.ts';
import { attempt } from '../../state/actions.ts';
import { useStore } from '../../state/store.ts';
import { bytes } from '../../lib/bytes.ts';
import { moment } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export function RemoveCameraDialog({ camera }: { readonly camera: Camera }) {
  const close = useStore((state) => state.closeDialog);
  const notify = useStore((state) => state.notify);
  const now = useStore((state) => state.now);
  const usage = useStore((state) => state.storage?.cameras.find((one) => one.cameraId === camera.id));
  const [footage, setFootage] = useState<'keep' | 'delete'>('keep');
  const [busy, setBusy] = useState(false);
  const held = usage && usage.bytes > 0 ? bytes(usage.bytes) : undefined;
  const since = usage?.oldestAt === undefined ? '' : `, back to ${moment(usage.oldestAt, now)},`;
  const remove = async () => {
    setBusy(true);
    const done = await attempt('cameras.remove', { id: camera.id, footage });
    setBusy(false);
    if (!done) return;
    notify(
      footage === 'delete'
        ? `${camera.name} and its footage are removed.`
        : `${camera.name} is removed; its footage stays.`,
    );
    close();
  };
  const options = [
    {
      value: 'keep',
      title: 'Keep the footage',
      text: held ? `${held}${since} stay on the disk.` : 'What was recorded stays on the disk.',
    },
    {
      value: 'delete',
      title: 'Delete the footage',
      text: held ? `${held}${since} are lost for good.` : 'Everything recorded by it is lost for good.',
    },
  ] as const;
  const deleteWords = held ? `Remove and delete ${held}` : 'Remove and delete footage';
  return (
    <Dialog
      narrow
      title={`Remove ${camera.name}?`}
      onClose={close}
      onSubmit={() => void remove()}
      foot={
        <>
          <span className="grow" />
          <Button onClick={close}>Cancel</Button>
          <Button look={footage === 'delete' ? 'danger' : 'primary'} type="submit" disabled={busy}>
            {footage === 'delete' ? deleteWords : 'Remove, keep footage'}
          </Button>
        </>
      }
    >
      <p className="muted">It is not watched or recorded any more. What becomes of its footage?</p>
      <fieldset className="choice-list">
        <legend className="hidden-text">Footage</legend>
        {options.map((option) => (
          <label key={option.value} className="choice-card">
            <input
              type="radio"
              name="footage"
              autoFocus={option.value === 'keep'}
              checked={footage === option.value}
              onChange={() => setFootage(option.value)}
            />
            <b>{option.title}</b>
            <span className="muted s">{option.text}</span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
