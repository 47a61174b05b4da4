/** A small picture of the camera, a minute old at most; an icon where there is none. */
import { useEffect, useEffectEvent, useState } from 'react';
import { Cctv } from 'lucide-react';
import { call } from '../../state/calls.ts';
import { useStore } from '../../state/store.ts';

/** How long a picture stands. */
const REFRESH_MS = 60_000;
/** Behind the newest footage, so that the picture is surely there. */
const BEHIND_MS = 1_500;

export function Thumb({ cameraId, live }: { readonly cameraId: string; readonly live: boolean }) {
  const [url, setUrl] = useState<string>();
  const open = useStore((state) => state.openSegments[cameraId]);
  const at = live && open ? Math.floor(open.playableUntil / REFRESH_MS) * REFRESH_MS : undefined;
  // A camera that has just begun has nothing before its first picture.
  const newest = useEffectEvent(() => Math.max(open?.startAt ?? 0, (open?.playableUntil ?? 0) - BEHIND_MS));
  useEffect(() => {
    if (at === undefined) return;
    let current = true;
    call('stills.get', { cameraId, at: newest() }).then(
      (still) => current && setUrl(still.url),
      () => undefined, // a list without pictures is still a list
    );
    return () => {
      current = false;
    };
  }, [cameraId, at]);
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
