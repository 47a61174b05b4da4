/** The stand-in's desktop: what the app asks of the system, remembered for tests. Nothing is shown. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type { MenuItemConstructorOptions } from 'electron';

export const dialog = {
  showErrorBox: (title: string, text: string): void => console.error(`stand-in dialog: ${title}: ${text}`),
};

export const shell = {
  opened: [] as string[],
  shown: [] as string[],
  showItemInFolder(file: string): void {
    this.shown.push(file);
  },
  openExternal(url: string): Promise<void> {
    this.opened.push(url);
    return Promise.resolve();
  },
};

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string | undefined;
  readonly role: string | undefined;
  readonly submenu: Menu | undefined;
  readonly #click: MenuItemConstructorOptions['click'];

  constructor(options: MenuItemConstructorOptions) {
    this.id = options.id;
    this.label = options.label;
    this.role = options.role;
    this.#click = options.click;
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : undefined;
  }

  click(): void {
    if (!this.#click)
      throw new Error(`stand-in: the menu entry ${this.label} has no click; its role is not modelled`);
    this.#click({} as never, undefined, {} as never);
  }
}

export class Menu {
  static #applicationMenu: Menu | null = null;
  readonly items: MenuItem[];

  constructor(items: MenuItem[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)));
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#applicationMenu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#applicationMenu;
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}

export class Tray extends EventEmitter {
  /** Every tray that was made, for tests. */
  static readonly all: Tray[] = [];
  menu: Menu | undefined;
  toolTip = '';

  constructor() {
    super();
    Tray.all.push(this);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu;
  }
}

export const nativeImage = {
  createFromPath: (file: string) => {
    const image = { isEmpty: () => !existsSync(file), resize: () => image };
    return image;
  },
};

const blockers = new Map<number, string>();
export const powerSaveBlocker = {
  start(type: string): number {
    blockers.set(blockers.size + 1, type);
    return blockers.size;
  },
  stop: (id: number): void => void blockers.delete(id),
  isStarted: (id: number): boolean => blockers.has(id),
};

const key = randomBytes(32);
/** A keychain that lives as long as the process. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => true,
  // The key is forgotten with the process: like a desktop without a keychain.
  getSelectedStorageBackend: () => 'basic_text',
  encryptStringAsync: async (text: string): Promise<Buffer> => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  },
  decryptStringAsync: async (bytes: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    return { result: text, shouldReEncrypt: false };
  },
};
