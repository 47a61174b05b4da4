/**
 * Entry of the Electron host: wires the recorder to Electron's window, protocol, channels, tray and power.
 * Only connects; every decision lies in the files beside it, which take Electron's parts as arguments and are tested without it.
 */
import path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
} from 'electron';
import { ApiRouter } from '../../api/router.ts';
import { systemClock } from '../../base/clock.ts';
import { openProcessLog } from '../../base/process-logger.ts';
import { Redactor } from '../../base/redaction.ts';
import { startRecorder } from '../../recorder/recorder.ts';
import { createAppFetch } from '../common/app-fetch.ts';
import { appFiles, appVersion } from '../common/app-files.ts';
import { defaultDataFolder, prepareDataFolder } from '../common/data-folder.ts';
import { explainStartFailure } from '../common/explain-start-failure.ts';
import { parseFlagsAmongOthers } from '../common/flags.ts';
import { surviveErrors } from '../common/survive-errors.ts';
import { WindowFiles } from '../common/window-files.ts';
import { connectWindows } from './ipc.ts';
import { openSecrets } from './keychain-secrets.ts';
import { appMenu } from './menu.ts';
import { guardPermissions } from './permissions.ts';
import { customSchemes, mountProtocol } from './protocol.ts';
import { QuitOrder } from './quit.ts';
import { createTray } from './tray.ts';
import { createWindow, guardContents, reviveWindow } from './window.ts';

protocol.registerSchemesAsPrivileged(customSchemes);
begin().catch(refuse);

async function begin(): Promise<void> {
  const flags = parseFlagsAmongOthers(process.argv.slice(1));
  const home = app.getPath('home');
  const dataDir = flags.dataDir ?? defaultDataFolder({ platform: process.platform, home, env: process.env });
  prepareDataFolder(dataDir);
  // The lock of "one instance" lies in Chromium's profile: one per data folder.
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', path.join(dataDir, 'window'));
  if (!app.requestSingleInstanceLock()) return app.exit(0);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  await app.whenReady();

  const redactor = new Redactor();
  const { logger, close: closeLog } = await openProcessLog({ folder: path.join(dataDir, 'logs'), redactor });
  guardPermissions(session.defaultSession);
  const recorder = await startRecorder({
    dataDir,
    env: process.env,
    ...(flags.demo === undefined ? {} : { demo: flags.demo }),
    secrets: await openSecrets(dataDir, safeStorage),
    rendererDir: appFiles.rendererDir,
    relayWorkerUrl: appFiles.relayWorkerUrl,
    safekeepingWorkerUrl: appFiles.safekeepingWorkerUrl,
    ...(app.isPackaged ? { ffmpegResourcesPath: path.join(process.resourcesPath, 'bin') } : {}),
    host: 'electron',
    showInFolder: (file) => shell.showItemInFolder(file),
    version: appVersion(),
    logger,
    redactor,
  });
  surviveErrors(logger);
  const blocker = powerSaveBlocker.start('prevent-app-suspension');
  const quitOrder = new QuitOrder({
    app,
    clock: systemClock,
    stop: async () => {
      powerSaveBlocker.stop(blocker);
      await recorder.stop();
      logger.info('Watchpost stopped.');
      await closeLog();
    },
  });
  mountProtocol(protocol, createAppFetch({ recorder, files: new WindowFiles(appFiles.rendererDir), logger }));
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(process.platform)));
  const router = new ApiRouter(recorder, logger);
  connectWindows({ ipcMain, MessageChannelMain, router, recorder, logger });

  const { window, load } = createWindow({
    BrowserWindow,
    preload: appFiles.preload,
    icon: appFiles.icon,
    isPackaged: app.isPackaged,
    show: flags.openWindow,
  });
  reviveWindow(window, systemClock);
  const open = () => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const tray = createTray({
    Tray,
    buildMenu: (template) => Menu.buildFromTemplate(template),
    image: nativeImage.createFromPath(appFiles.trayIcon).resize({ width: 22, height: 22 }),
    open,
    quit: () => app.quit(),
  });
  quitOrder.guardWindow(window, () => tray !== undefined);
  app.on('second-instance', open);
  app.on('activate', open);
  await load();
}

/** A start that fails is told in a window of the system's, and on stderr for those who started it there. */
function refuse(error: unknown): void {
  const { sentence, exitCode } = explainStartFailure(error);
  process.stderr.write(`${sentence}\n`);
  if (app.isReady()) dialog.showErrorBox('Watchpost cannot start', sentence);
  app.exit(exitCode);
}
