import { describe, expect, it } from 'vitest';
import { browserArguments, findBrowser, hasDisplay } from '../../../src-main/hosts/node/open-browser.ts';

const machine = (platform: NodeJS.Platform, files: string[], env: Record<string, string> = {}) => ({
  platform,
  env,
  isRoot: false,
  exists: (file: string) => files.includes(file),
});

describe('the browser that shows the window', () => {
  it('SHL-3 takes the first of the Chromium family that is there', () => {
    const env = { PATH: '/a:/b:relative' };
    expect(findBrowser(machine('linux', ['/b/google-chrome', '/a/microsoft-edge'], env))).toBe(
      '/b/google-chrome',
    );
    expect(findBrowser(machine('linux', ['relative/chromium'], env))).toBeUndefined();
    expect(findBrowser(machine('linux', ['/x/own'], { CHROMIUM_BIN: '/x/own' }))).toBe('/x/own');
    expect(findBrowser(machine('darwin', ['/Applications/Chromium.app/Contents/MacOS/Chromium']))).toContain(
      'Chromium',
    );
    const edge = 'C:\\P\\Microsoft\\Edge\\Application\\msedge.exe';
    expect(findBrowser(machine('win32', [edge], { PROGRAMFILES: 'C:\\P' }))).toBe(edge);
  });

  it('SHL-3 opens nothing where there is no display', () => {
    expect(hasDisplay(machine('linux', []))).toBe(false);
    expect(hasDisplay(machine('linux', [], { WAYLAND_DISPLAY: 'wayland-0' }))).toBe(true);
    expect(hasDisplay(machine('win32', []))).toBe(true);
  });

  it('SHL-3 gives the window a profile of its own, and gives up the sandbox only for root', () => {
    const args = browserArguments('http://127.0.0.1:1/login?t=x', '/data/window', false);
    expect(args).toContain('--app=http://127.0.0.1:1/login?t=x');
    expect(args).toContain('--user-data-dir=/data/window');
    expect(args).not.toContain('--no-sandbox');
    expect(browserArguments('http://127.0.0.1:1/', '/p', true)).toContain('--no-sandbox');
  });
});
