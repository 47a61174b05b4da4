/** Why a file cannot be read, as an operator reads it: what is, then why. Pure; the classes are PRB-2's. */
import { probeFailures, type ProbeFailure } from './probe-result.ts';

const sentences: Record<ProbeFailure, string> = {
  'not-finalized': 'The file was never finished: the recording ended in the middle of it.',
  truncated: 'The end of the file is missing, and nothing before it can be played.',
  empty: 'The file holds no pictures.',
  unreadable: 'The file is damaged.',
  'not-media': 'What is in the file is no video.',
  io: 'The disk could not read the file.',
};

export function failureSentence(failure: ProbeFailure): string {
  return sentences[failure];
}

/** Splits a stored reason (`class: detail`); what has another form counts as unreadable. */
export function readReason(reason: string): { readonly failure: ProbeFailure; readonly detail: string } {
  const [word = '', ...rest] = reason.split(': ');
  const failure = probeFailures.find((known) => known === word);
  return failure ? { failure, detail: rest.join(': ') } : { failure: 'unreadable', detail: reason };
}
