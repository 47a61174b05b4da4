/** What an operator reads about a camera of this PC where the words for a camera on the network would be wrong. */
import type { EndReason } from '../../shared/model/end-reason.ts';

export interface Words {
  readonly sentence: string;
  readonly advice: string;
}

export const localCameraWords: Readonly<Partial<Record<EndReason, Words>>> = {
  'camera-lost': {
    sentence: 'The camera was unplugged or another program uses it.',
    advice: 'Plug the camera in again, or close the other program. Recording goes on by itself.',
  },
  'camera-busy': {
    sentence: 'Another program uses the camera, or this PC does not let Watchpost use it.',
    advice:
      'Close programs that show this camera, such as video calls, and look at the PC’s privacy settings.',
  },
  'handshake-timeout': {
    sentence: 'The camera is plugged in but sends no pictures.',
    advice: 'Unplug the camera and plug it in again.',
  },
  stalled: {
    sentence: 'The camera stopped sending pictures.',
    advice:
      'Watchpost starts it again by itself. If it happens often, try another USB socket or a shorter cable.',
  },
  unsupported: {
    sentence: 'This PC cannot record this camera.',
    advice: 'Choose another camera, or install FFmpeg 5.1 or newer with H.264 encoding.',
  },
  'recorder-crashed': {
    sentence: 'The program that encodes the camera’s pictures stopped unexpectedly.',
    advice: 'It is started again by itself. If it happens often, update FFmpeg and the graphics driver.',
  },
};
