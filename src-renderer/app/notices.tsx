/** Short notices at the bottom: what just happened, gone after some seconds; failures are read out at once. */
import { X } from 'lucide-react';
import { useStore } from '../state/store.ts';
import { Dot } from '../ui/dot.tsx';
import { IconButton } from '../ui/button.tsx';

export function Notices() {
  const notices = useStore((state) => state.notices);
  const dismiss = useStore((state) => state.dismissNotice);
  return (
    <div className="notices">
      {notices.map((notice) => (
        <div key={notice.id} className="notice" role={notice.tone === 'bad' ? 'alert' : 'status'}>
          {notice.tone === 'bad' && <Dot tone="warn" />}
          <span>{notice.text}</span>
          <IconButton label="Dismiss" small onClick={() => dismiss(notice.id)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
