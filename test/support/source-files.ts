/** The project's own source files as paths relative to the repository, for tests that read the code. */
import fs from 'node:fs';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

/** Every .ts and .tsx file below the folders, with forward slashes. */
export function sourceFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => path.posix.join(folder, file.split(path.sep).join('/'))),
  );
}

export function readSource(file: string): string {
  return fs.readFileSync(path.join(repository, file), 'utf8');
}
