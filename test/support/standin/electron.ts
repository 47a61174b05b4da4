/**
 * Stand-in for the `electron` module of the main process, over a plain Chromium: for tests, on machines without the binary.
 * Models what Watchpost uses and nothing else; whatever is not here throws when it is asked for.
 */
import { app as realApp } from './app.ts';
import { BrowserWindow as RealWindow, webContents as allContents } from './browser-window.ts';
import * as desktop from './desktop.ts';
import { ipcMain as realIpcMain, MessageChannelMain as RealChannel } from './ipc.ts';
import { loud } from './loud.ts';
import { protocol as realProtocol } from './protocol.ts';
import { defaultSession } from './session.ts';

export const app = loud('app', realApp);
export const BrowserWindow = loud('BrowserWindow', RealWindow);
export const webContents = loud('webContents', allContents);
export const ipcMain = loud('ipcMain', realIpcMain);
export const MessageChannelMain = loud('MessageChannelMain', RealChannel);
export const protocol = loud('protocol', realProtocol);
export const session = loud('session', { defaultSession: loud('session.defaultSession', defaultSession) });
export const dialog = loud('dialog', desktop.dialog);
export const shell = loud('shell', desktop.shell);
export const Menu = loud('Menu', desktop.Menu);
export const MenuItem = loud('MenuItem', desktop.MenuItem);
export const Tray = loud('Tray', desktop.Tray);
export const nativeImage = loud('nativeImage', desktop.nativeImage);
export const powerSaveBlocker = loud('powerSaveBlocker', desktop.powerSaveBlocker);
export const safeStorage = loud('safeStorage', desktop.safeStorage);

const electron = loud('electron', {
  app,
  BrowserWindow,
  webContents,
  ipcMain,
  MessageChannelMain,
  protocol,
  session,
  dialog,
  shell,
  Menu,
  MenuItem,
  Tray,
  nativeImage,
  powerSaveBlocker,
  safeStorage,
});
/** What `require('electron')` gives, to the app as to the driver of the tests. */
export { electron as 'module.exports' };
// oxlint-disable-next-line import/no-default-export -- Electron's module has one too
export default electron;
