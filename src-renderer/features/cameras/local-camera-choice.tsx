/**
 * The cameras plugged into or built into this PC, to choose one of: loading, none, error and the list, each in words. What
 * is in the list of cameras already cannot be chosen again. Looks anew when asked.
 */
import { RefreshCw } from 'lucide-react';
import type { LocalCamera } from '../../../shared/contract/names.ts';
import type { Reading } from '../../state/calls.ts';
import { useStore } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { SkeletonRows } from '../../ui/states.tsx';

export interface LocalCameraChoiceProps {
  readonly reading: Reading<readonly LocalCamera[]>;
  readonly device: string;
  readonly error?: string | undefined;
  readonly onChoose: (camera: LocalCamera) => void;
  /** The camera being edited: its own device is no stranger's. */
  readonly cameraId?: string;
}

export function LocalCameraChoice({ reading, device, error, onChoose, cameraId }: LocalCameraChoiceProps) {
  const names = useStore((state) => state.cameras);
  const { value: found, failure, again } = reading;
  const look = (
    <div>
      <Button small onClick={again}>
        <RefreshCw size={14} aria-hidden="true" /> Look again
      </Button>
    </div>
  );
  if (failure) {
    return (
      <div className="stack tight" role="alert">
        <p>{failure.message}</p>
        {look}
      </div>
    );
  }
  if (!found) return <SkeletonRows rows={2} height={44} />;
  const isGone = cameraId !== undefined && !found.some((one) => one.device === device);
  const ownerOf = (one: LocalCamera) =>
    one.cameraId === undefined || one.cameraId === cameraId
      ? undefined
      : (names?.find(({ id }) => id === one.cameraId)?.name ?? 'another camera');
  return (
    <>
      {found.length === 0 ? (
        <p role="status">
          No camera is plugged into this PC. <span className="muted">Plug one in and look again.</span>
        </p>
      ) : (
        <fieldset className="choice-list">
          <legend className="s">Camera</legend>
          {found.map((one) => {
            const owner = ownerOf(one);
            return (
              <label key={one.device} className={owner ? 'choice-card taken' : 'choice-card'}>
                <input
                  type="radio"
                  name="local-camera"
                  disabled={owner !== undefined}
                  checked={device === one.device}
                  onChange={() => onChoose(one)}
                />
                <b>
                  <bdi>{one.name}</bdi>
                </b>
                {owner && (
                  <span className="muted s">
                    In the list already, as <bdi>{owner}</bdi>.
                  </span>
                )}
              </label>
            );
          })}
        </fieldset>
      )}
      {isGone && (
        <p className="muted s">
          The camera chosen before is not plugged in where it was. If it moved to another socket, choose it
          here again.
        </p>
      )}
      {error && (
        <div className="field-error" role="alert">
          {error}
        </div>
      )}
      {look}
    </>
  );
}
