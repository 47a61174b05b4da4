/**
 * Holds: footage that no rule deletes, because somebody said so and why. Makes, lists and removes them; what they protect
 * is the policy's to respect.
 */
import { randomUUID } from 'node:crypto';
import type { Calls } from '../../shared/contract/names.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Hold } from '../../shared/model/retention.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { StoredHold } from '../catalogue/holds-table.ts';

export class Holds {
  readonly #catalogue: Catalogue;
  readonly #clock: Clock;

  constructor(parts: { readonly catalogue: Catalogue; readonly clock: Clock }) {
    this.#catalogue = parts.catalogue;
    this.#clock = parts.clock;
  }

  /** AppError notFound for an unknown camera, invalidParams for an empty range or an end in the past. */
  create(wish: Calls['holds.create']['params']): Hold {
    const { from, to, reason, expiresAt } = wish;
    const createdAt = this.#clock.now();
    if (!(to > from)) throw invalid('to', 'A hold ends after it begins.');
    if (expiresAt !== undefined && expiresAt <= createdAt) {
      throw invalid('expiresAt', 'A hold cannot expire in the past.');
    }
    const numbers = wish.cameraIds.map((id) => this.#catalogue.cameras.get(id).number);
    const hold: StoredHold = {
      id: randomUUID(),
      cameraNumbers: [...new Set(numbers)].toSorted((a, b) => a - b),
      from,
      to,
      reason,
      createdAt,
      ...(expiresAt !== undefined && { expiresAt }),
    };
    this.#catalogue.holds.add(hold);
    return this.#shown(hold);
  }

  /** Those that still protect something, newest first. */
  list(): Hold[] {
    const now = this.#clock.now();
    return this.#catalogue.holds
      .list()
      .filter((hold) => hold.expiresAt === undefined || hold.expiresAt > now)
      .map((hold) => this.#shown(hold));
  }

  /** AppError notFound. What was held goes by the rules again from the next pass on. */
  remove(id: string): void {
    if (!this.#catalogue.holds.remove(id)) {
      throw new AppError('notFound', 'This hold does not exist any more.', { id });
    }
  }

  #shown({ cameraNumbers, ...hold }: StoredHold): Hold {
    const { cameras, holds } = this.#catalogue;
    const bytes = cameraNumbers.map((number) => holds.bytesWithin(number, [hold]));
    return {
      ...hold,
      cameraIds: cameraNumbers.flatMap((number) => cameras.byNumber(number)?.id ?? []),
      bytes: bytes.reduce((sum, each) => sum + each, 0),
    };
  }
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalidParams', message, [{ path, message }]);
}
