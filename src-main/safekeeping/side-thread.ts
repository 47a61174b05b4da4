/**
 * Work on catalogue files that takes seconds, away from the main thread: a worker per job, which ends with it. Without a
 * worker (tests, tools) the same work is done on the spot. Knows two jobs and decides nothing.
 */
import { Worker } from 'node:worker_threads';
import { checkCatalogue } from './check-catalogue.ts';
import type { CatalogueReport, CheckOptions } from './check-catalogue.ts';
import { copyCatalogue } from './copy-catalogue.ts';

export type SideJob =
  | { readonly kind: 'check'; readonly file: string; readonly options: CheckOptions }
  | { readonly kind: 'copy'; readonly from: string; readonly to: string; readonly options: CheckOptions };

/** What the worker posts when it is done. */
export type SideAnswer = { readonly report: CatalogueReport } | { readonly error: string };

export interface SideThread {
  /** The report of the file, or of the copy that was made. Rejects when the disk or the program fails. */
  run(job: SideJob): Promise<CatalogueReport>;
  /** Ends what is under way; its promise rejects. */
  close(): Promise<void>;
}

export function doSideJob(job: SideJob): CatalogueReport {
  switch (job.kind) {
    case 'check':
      return checkCatalogue(job.file, job.options);
    case 'copy':
      return copyCatalogue(job.from, job.to, job.options);
  }
}

export function inlineThread(): SideThread {
  return { run: async (job) => doSideJob(job), close: async () => {} };
}

export function workerThread(workerUrl: URL): SideThread {
  const workers = new Set<Worker>();
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(workerUrl, { name: 'safekeeping', workerData: job });
        workers.add(worker);
        worker.on('message', (answer: SideAnswer) => {
          if ('report' in answer) resolve(answer.report);
          else reject(new Error(answer.error));
        });
        worker.on('error', reject);
        worker.on('exit', () => {
          workers.delete(worker);
          reject(new Error('The side thread ended before its work was done.'));
        });
      }),
    close: async () => {
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}
