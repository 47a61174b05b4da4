/** First start: the ways to a first picture that work, where recordings go and for how long that will do. Nothing else. */
import { useState } from 'react';
import { Clapperboard, Link2, Usb } from 'lucide-react';
import { addDemoCameras } from '../../state/actions.ts';
import { recordableBytes } from '../../state/storage-words.ts';
import { useStore } from '../../state/store.ts';
import { bytes } from '../../lib/bytes.ts';
import { days } from '../../lib/duration.ts';
import { Button } from '../../ui/button.tsx';
import './first-start.css';

/** What a usual camera (4 Mbit/s) writes a day; the guess stands until a camera was measured. */
const USUAL_BYTES_PER_DAY = 43_000_000_000;

export function FirstStart() {
  const openDialog = useStore((state) => state.openDialog);
  const [busy, setBusy] = useState(false);
  const tryDemo = async () => {
    setBusy(true);
    await addDemoCameras(2);
    setBusy(false);
  };
  return (
    <div className="first">
      <div className="first-head">
        <h1>Let’s see your cameras</h1>
        <p>Watchpost records them on this PC. Nothing leaves it unless you say so.</p>
      </div>
      <div className="choices">
        <section className="card choice" aria-labelledby="way-address">
          <Link2 size={22} aria-hidden="true" />
          <h2 id="way-address">I know the address</h2>
          <p>Paste the camera’s RTSP address. It is checked, shown, and recorded.</p>
          <Button look="primary" onClick={() => openDialog({ kind: 'add-camera', way: 'address' })}>
            Enter address
          </Button>
        </section>
        <section className="card choice" aria-labelledby="way-local">
          <Usb size={22} aria-hidden="true" />
          <h2 id="way-local">It is plugged into this PC</h2>
          <p>USB and built-in cameras are found by themselves, shown, and recorded.</p>
          <Button onClick={() => openDialog({ kind: 'add-camera', way: 'local' })}>Choose camera</Button>
        </section>
        <section className="card choice" aria-labelledby="way-demo">
          <Clapperboard size={22} aria-hidden="true" />
          <h2 id="way-demo">Just let me look</h2>
          <p>Two simulated cameras, recorded for real. Remove them any time.</p>
          <Button disabled={busy} onClick={() => void tryDemo()}>
            {busy ? 'Starting them…' : 'Try the demo'}
          </Button>
        </section>
      </div>
      <WhereItGoes />
    </div>
  );
}

function WhereItGoes() {
  const app = useStore((state) => state.app);
  const storage = useStore((state) => state.storage);
  const failure = useStore((state) => state.storageFailure);
  if (!app) return null;
  const room = storage && recordableBytes(storage);
  return (
    <p className="where">
      Recordings go to <span className="num path">{app.recordingsFolder}</span>
      {storage && room !== undefined && (
        <>
          {' '}
          ({bytes(storage.availableBytes)} free, about {days(room / (2 * USUAL_BYTES_PER_DAY))} of two usual
          cameras)
        </>
      )}
      {failure && <span className="field-error"> {failure.message}</span>}
    </p>
  );
}
