/** "Go to time": takes what people type; what cannot be read is said beside the field. G brings the cursor here. */
import { useState, type Ref } from 'react';
import { parseGoToTime } from '../../lib/go-to-time.ts';
import { systemTime } from '../../lib/time.ts';

export interface GoToFieldProps {
  readonly ref: Ref<HTMLInputElement>;
  /** Any instant of the day that is shown. */
  readonly shown: number;
  readonly onGo: (at: number) => void;
}

export function GoToField({ ref, shown, onGo }: GoToFieldProps) {
  const [text, setText] = useState('');
  const [sentence, setSentence] = useState<string>();
  const go = (field: HTMLInputElement | null): void => {
    const found = parseGoToTime(text, { now: Date.now(), shown, zone: systemTime.zone });
    if (!found.ok) {
      setSentence(found.sentence);
      return;
    }
    setSentence(undefined);
    setText('');
    field?.blur(); // the keys belong to playback again
    onGo(found.at);
  };
  return (
    <form
      className="go-to"
      onSubmit={(event) => {
        event.preventDefault();
        go(event.currentTarget.querySelector('input'));
      }}
    >
      <input
        ref={ref}
        className="input"
        type="text"
        aria-label="Go to time"
        aria-invalid={sentence ? true : undefined}
        aria-describedby={sentence ? 'go-to-error' : undefined}
        aria-keyshortcuts="G"
        placeholder="Go to time, e.g. 14:10 or last Tue 9:30"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setSentence(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {sentence && (
        <div id="go-to-error" className="go-to-error field-error" role="alert">
          {sentence}
        </div>
      )}
    </form>
  );
}
