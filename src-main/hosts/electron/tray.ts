/** The tray: says that Watchpost runs while its window is closed, brings it back, and quits. Its menu is all it decides. */
import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from 'electron';

interface Parts {
  readonly Tray: new (image: NativeImage) => Tray;
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu;
  readonly image: NativeImage;
  readonly open: () => void;
  readonly quit: () => void;
}

/** The operator's two choices; `id`s are for tests. */
export function trayMenu(open: () => void, quit: () => void): MenuItemConstructorOptions[] {
  return [
    { id: 'open', label: 'Open Watchpost', click: open },
    { type: 'separator' },
    { id: 'quit', label: 'Stop recording and quit', click: quit },
  ];
}

/** The tray, or undefined where the desktop has none: closing the window then quits. */
export function createTray({ Tray, buildMenu, image, open, quit }: Parts): Tray | undefined {
  try {
    const tray = new Tray(image);
    tray.setToolTip('Watchpost is recording');
    tray.setContextMenu(buildMenu(trayMenu(open, quit)));
    tray.on('click', open);
    return tray;
  } catch {
    return undefined;
  }
}
