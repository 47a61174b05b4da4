/** One camera in the list. */
import {
  CalendarClock,
  CircleStop,
  CirclePlay,
  Pencil,
  Power,
  PowerOff,
  SquarePlay,
  Trash2,
} from 'lucide-react';
import type { Camera } from '../../../shared/model/camera.ts';
import type { CameraStatus } from '../../../shared/model/camera-status.ts';
import { applyRemedy, attempt } from '../../state/actions.ts';
import { cameraWords, scheduleSentence, sinceSentence } from '../../state/camera-words.ts';
import { useStore } from '../../state/store.ts';
import { bitrate, bytes } from '../../lib/bytes.ts';
import { encoderWords } from '../../lib/codec-words.ts';
import { roughDuration } from '../../lib/duration.ts';
import { moment } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dot } from '../../ui/dot.tsx';
import { MoreMenu, type MenuItem } from '../../ui/menu.tsx';
import { Thumb } from './thumb.tsx';

export function CameraRow({ camera }: { readonly camera: Camera }) {
  const status = useStore((state) => state.statuses[camera.id]);
  const usage = useStore((state) => state.storage?.cameras.find((one) => one.cameraId === camera.id));
  const now = useStore((state) => Math.floor(state.now / 10_000) * 10_000);
  return (
    <tr>
      <td className="thumb-cell">
        <Thumb cameraId={camera.id} live={status?.recording === true} />
      </td>
      <th scope="row" className="name-cell">
        <bdi className="camera-name">{camera.name}</bdi>
        <div className="xs faint num cut" dir="ltr">
          {placeOf(camera, status)}
        </div>
      </th>
      <td>
        <CameraState camera={camera} status={status} now={now} />
      </td>
      <td className="num s secondary">
        <Facts status={status} />
      </td>
      <td className="r num">{usage && usage.bytesPerDay > 0 ? bytes(usage.bytesPerDay) : '–'}</td>
      <td className="r num secondary">{usage?.oldestAt === undefined ? '–' : moment(usage.oldestAt, now)}</td>
      <td className="r">
        <MoreMenu label={`What to do with ${camera.name}`} items={menuOf(camera, status)} />
      </td>
    </tr>
  );
}

function CameraState({
  camera,
  status,
  now,
}: {
  camera: Camera;
  status: CameraStatus | undefined;
  now: number;
}) {
  const words = cameraWords(camera, status);
  const { remedy } = words;
  const since = status?.sessionStartedAt;
  const next = status?.nextAttemptAt;
  const isAsWanted = words.tone === 'ok' || words.tone === 'off';
  const schedule = isAsWanted ? scheduleSentence(status, now) : '';
  return (
    <div className="stack tight">
      <div className="row wrap">
        <Dot tone={words.tone} />
        <span>
          {words.word}
          {words.tone === 'ok' && since !== undefined && ` since ${moment(since, now)}`}
        </span>
        {remedy && (
          <Button small onClick={() => applyRemedy(remedy, camera.id)}>
            {remedy.label}
          </Button>
        )}
      </div>
      {schedule && <div className="xs muted">{schedule}</div>}
      {words.why && words.tone !== 'off' && (
        <div className="xs muted">
          {sinceSentence(words, now)}
          {next !== undefined && next > now && ` Next try in ${roughDuration(next - now)}.`}
        </div>
      )}
    </div>
  );
}

function Facts({ status }: { readonly status: CameraStatus | undefined }) {
  const stream = status?.stream;
  if (!stream) return <span className="faint">–</span>;
  const codec = stream.videoCodec === 'H264' ? 'H.264' : 'H.265';
  return (
    <>
      {stream.width}×{stream.height} {codec}
      <div className="xs faint">
        {Math.round(stream.fps)} fps · {bitrate(stream.bitrateBps)} ·{' '}
        {stream.audioCodec && stream.audioFlows ? 'sound' : 'no sound'}
      </div>
    </>
  );
}

function placeOf(camera: Camera, status: CameraStatus | undefined): string {
  if (camera.source.kind === 'demo') return 'simulated camera';
  if (camera.source.kind === 'usb') {
    return status?.encoder ? `on this PC, encoded by ${encoderWords(status.encoder)}` : 'on this PC';
  }
  return URL.canParse(camera.source.url) ? new URL(camera.source.url).host : camera.source.url;
}

function menuOf(camera: Camera, status: CameraStatus | undefined): MenuItem[] {
  const { navigate, openDialog } = useStore.getState();
  const { id } = camera;
  const { tone, remedy } = cameraWords(camera, status);
  const startItem: MenuItem[] =
    remedy?.kind === 'record'
      ? [
          {
            label: remedy.label,
            icon: <CirclePlay size={15} />,
            onChoose: () => void attempt('start_recording', { id }),
          },
        ]
      : [];
  const stopItem: MenuItem = {
    label: 'Stop recording',
    icon: <CircleStop size={15} />,
    onChoose: () => void attempt('stop_recording', { id }),
  };
  return [
    {
      label: 'See footage',
      icon: <SquarePlay size={15} />,
      onChoose: () => navigate({ page: 'playback', cameraId: id }),
    },
    {
      label: 'Edit…',
      icon: <Pencil size={15} />,
      onChoose: () => openDialog({ kind: 'edit-camera', cameraId: id }),
    },
    {
      label: 'When to record…',
      icon: <CalendarClock size={15} />,
      onChoose: () => openDialog({ kind: 'edit-camera', cameraId: id, focus: 'schedule' }),
    },
    ...(tone === 'off' ? startItem : [stopItem]),
    camera.enabled
      ? {
          label: 'Switch off',
          icon: <PowerOff size={15} />,
          onChoose: () => void attempt('cameras.update', { id, enabled: false }),
        }
      : {
          label: 'Switch on',
          icon: <Power size={15} />,
          onChoose: () => void attempt('cameras.update', { id, enabled: true }),
        },
    {
      label: 'Remove…',
      icon: <Trash2 size={15} />,
      apart: true,
      onChoose: () => openDialog({ kind: 'remove-camera', cameraId: id }),
    },
  ];
}
