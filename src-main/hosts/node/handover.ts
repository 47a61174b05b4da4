/**
 * What a second start does when the data folder is in use: asks the running instance for an address of its window.
 * The instance's port and a secret of this purpose alone lie in an owner-only file of the data folder.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileDurably } from '../../base/durable-file.ts';

/** A healthy instance answers within milliseconds; a frozen one never does. */
export const HANDOVER_TIMEOUT_MS = 2_000;

interface Instance {
  readonly pid: number;
  readonly port: number;
  readonly secret: string;
}

/** Says where this instance answers; the returned function takes it back. */
export function announceInstance(dataDir: string, instance: Instance): () => void {
  const file = instanceFile(dataDir);
  writeFileDurably(file, JSON.stringify(instance), 0o600);
  return () => rmSync(file, { force: true });
}

/** A one-time address of the running instance's window, or undefined when none answers in time. Never throws. */
export async function askRunningInstance(dataDir: string): Promise<string | undefined> {
  const instance = readInstance(dataDir);
  if (!instance) return undefined;
  const base = `http://127.0.0.1:${instance.port}`;
  try {
    const response = await fetch(`${base}/handover`, {
      headers: { authorization: `Bearer ${instance.secret}` },
      redirect: 'error',
      signal: AbortSignal.timeout(HANDOVER_TIMEOUT_MS),
    });
    if (!response.ok) return undefined;
    const { url } = (await response.json()) as { url?: unknown };
    // The port may belong to somebody else by now: only an address of this very form is opened.
    return typeof url === 'string' && new RegExp(`^${base}/login\\?t=[\\w-]+$`).test(url) ? url : undefined;
  } catch {
    return undefined;
  }
}

function readInstance(dataDir: string): Instance | undefined {
  try {
    const { pid, port, secret } = JSON.parse(
      readFileSync(instanceFile(dataDir), 'utf8'),
    ) as Partial<Instance>;
    const isValid = Number.isInteger(pid) && Number.isInteger(port) && typeof secret === 'string';
    return isValid ? ({ pid, port, secret } as Instance) : undefined;
  } catch {
    return undefined;
  }
}

function instanceFile(dataDir: string): string {
  return path.join(dataDir, 'instance.json');
}
