/**
 * What the system says about a process: when it started and its command line. From /proc on Linux; from ps on macOS
 * and PowerShell on Windows. Only ever looks.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';

export interface ProcessDescription {
  /** Opaque; equal for the same process and for no other one, across restarts of the PC too. */
  readonly startedAt: string;
  hasArgument(token: string): boolean;
}

/** Undefined when there is no such process (a zombie counts as none). */
export type ProcessInspector = (pid: number) => Promise<ProcessDescription | undefined>;

/** On Linux everything is read before the first await, while a child just spawned cannot have been reaped. */
export const systemInspector: ProcessInspector = async (pid) => {
  if (process.platform === 'linux') return fromProc(pid);
  return process.platform === 'win32' ? fromPowerShell(pid) : fromPs(pid);
};

function fromProc(pid: number): ProcessDescription | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name (field 2) may hold blanks and brackets; what follows its last bracket does not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const startTicks = fields[19];
    if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const args = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return { startedAt: `${boot}:${startTicks}`, hasArgument: (token) => args.includes(token) };
  } catch {
    return undefined;
  }
}

async function fromPs(pid: number): Promise<ProcessDescription | undefined> {
  const text = await output('ps', ['-ww', '-o', 'lstart=,command=', '-p', String(pid)]);
  // lstart is always 24 characters: "Mon Nov 23 16:27:18 2026".
  const startedAt = text.slice(0, 24).trim();
  return startedAt === '' ? undefined : { startedAt, hasArgument: (token) => text.includes(token) };
}

async function fromPowerShell(pid: number): Promise<ProcessDescription | undefined> {
  const query = `Get-CimInstance Win32_Process -Filter "ProcessId=${pid}" | ForEach-Object { $_.CreationDate.ToFileTimeUtc(); $_.CommandLine }`;
  const text = await output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query]);
  const [startedAt = '', ...rest] = text.split(/\r?\n/);
  const commandLine = rest.join('\n');
  return startedAt === '' ? undefined : { startedAt, hasArgument: (token) => commandLine.includes(token) };
}

function output(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, [...args], { timeout: 5_000, windowsHide: true }, (error, stdout) =>
      resolve(error ? '' : stdout),
    );
  });
}
