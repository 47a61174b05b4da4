/** Entry of the browser host: the recorder without Electron, its window in a browser. Only starts; see run.ts. */
import { startRecorder } from '../../recorder/recorder.ts';
import { runBrowserHost } from './run.ts';

await runBrowserHost(startRecorder);
