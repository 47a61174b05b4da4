/**
 * A MessagePort as the recorder's LivePort. A port tells nobody how much lies in it, so the window says from time to time
 * how many bytes it has taken (a number as message); until it first does, the port counts as fast.
 */
import type { MessagePortMain } from 'electron';
import type { LivePort } from '../../recorder/facade.ts';

export function liveChannel(port: MessagePortMain): LivePort {
  let sent = 0;
  let taken: number | undefined;
  port.on('message', ({ data }) => {
    if (typeof data === 'number' && data >= 0 && data <= sent) taken = data;
  });
  return {
    send: (frame) => {
      sent += frame.byteLength;
      port.postMessage(frame);
    },
    bufferedBytes: () => (taken === undefined ? 0 : sent - taken),
    onClose: (listener) => void port.once('close', listener),
  };
}
