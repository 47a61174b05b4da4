/** A small picture of the camera from a few seconds ago; an icon where there is none. Never asks twice a minute. */
import { useEffect, useState } from 'react';
import { Cctv } from 'lucide-react';
import { call } from '../../state/calls.ts';

/** The newest footage is readable a few seconds after now. */
const BEHIND_MS = 8_000;

export function Thumb({ cameraId, live }: { readonly cameraId: string; readonly live: boolean }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!live) return;
    let current = true;
    call('stills.get', { cameraId, at: Date.now() - BEHIND_MS }).then(
      (still) => current && setUrl(still.url),
      () => undefined, // a list without pictures is still a list
    );
    return () => {
      current = false;
    };
  }, [cameraId, live]);
  return (
    <div className="thumb">
      {url ? (
        <img src={url} alt="" onError={() => setUrl(undefined)} />
      ) : (
        <Cctv size={20} aria-hidden="true" />
      )}
    </div>
  );
}
