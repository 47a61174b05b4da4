/** Where a file lies, to copy: a browser cannot open a folder of this PC. */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export interface FilePathDialogProps {
  /** Absolute. */
  readonly path: string;
  readonly onClose: () => void;
}

export function FilePathDialog({ path, onClose }: FilePathDialogProps) {
  const [answer, setAnswer] = useState('');
  const copy = () => {
    navigator.clipboard.writeText(path).then(
      () => setAnswer('Copied.'),
      () => setAnswer('The browser does not allow copying. Select the path and copy it by hand.'),
    );
  };
  return (
    <Dialog
      title="Where the file lies"
      narrow
      onClose={onClose}
      foot={
        <>
          <span className="grow muted" role="status">
            {answer}
          </span>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" onClick={copy}>
            Copy path
          </Button>
        </>
      }
    >
      <p className="muted">On the PC that records, in this place:</p>
      <p className="num s path file-path">{path}</p>
    </Dialog>
  );
}
