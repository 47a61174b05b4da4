/**
 * All that the window's page gets of Electron: three functions that carry text and ask for a media channel.
 * No event object, no Electron object and nothing but strings crosses; a MessagePort cannot be passed any other way than by message.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { channels } from './channels.ts';

contextBridge.exposeInMainWorld('watchpost', {
  send: (text: string): void => ipcRenderer.send(channels.rpc, String(text)),
  receive: (listener: (text: string) => void): (() => void) => {
    const onText = (_event: unknown, text: unknown) => listener(String(text));
    ipcRenderer.on(channels.rpc, onText);
    return () => void ipcRenderer.off(channels.rpc, onText);
  },
  openLive: (): void => ipcRenderer.send(channels.live),
});

ipcRenderer.on(channels.live, (event) => {
  window.postMessage({ type: channels.live }, window.location.origin, event.ports);
});
