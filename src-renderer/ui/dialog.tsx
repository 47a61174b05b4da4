/** Modal dialog for short tasks: title, body, foot. Escape and the cross close it; focus goes back where it was. */
import { useState, type ReactNode } from 'react';
import { Dialog as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import { classes } from '../lib/classes.ts';
import { IconButton } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly narrow?: boolean;
  readonly children: ReactNode;
  readonly foot: ReactNode;
  /** When given, the dialog is a form and Enter does this. */
  readonly onSubmit?: () => void;
}

export function Dialog({ title, onClose, narrow, children, foot, onSubmit }: DialogProps) {
  // The store opens dialogs, not a button of theirs: who had the focus has to be noted here.
  const [before] = useState(() => document.activeElement);
  const inner = (
    <>
      <div className="dialog-body">{children}</div>
      <div className="dialog-foot">{foot}</div>
    </>
  );
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className={classes('dialog', narrow && 'narrow')}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before instanceof HTMLElement) before.focus();
          }}
        >
          <div className="dialog-head">
            <Radix.Title className="grow">{title}</Radix.Title>
            <IconButton label="Close" onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          </div>
          {onSubmit ? (
            <form
              noValidate
              style={{ display: 'contents' }}
              onSubmit={(event) => {
                event.preventDefault();
                onSubmit();
              }}
            >
              {inner}
            </form>
          ) : (
            inner
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
