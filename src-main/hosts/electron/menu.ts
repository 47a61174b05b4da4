/** The application menu: what the system expects for text fields and the window, and nothing that opens developer tools. */
import type { MenuItemConstructorOptions } from 'electron';

export function appMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  const quit: MenuItemConstructorOptions = { id: 'quit', label: 'Stop recording and quit', role: 'quit' };
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : [{ label: 'Watchpost', submenu: [quit] }]),
    { role: 'editMenu' },
    { label: 'View', submenu: view },
  ];
}
