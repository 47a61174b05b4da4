/** What the answers to the contract are made from. Types only. */
import type { CareSide } from './care-side.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';
import type { RetentionSide } from './retention-side.ts';
import type { ViewingSide } from './viewing-side.ts';
import type { Watch } from './watch.ts';

export interface AnswerParts {
  readonly ground: Ground;
  readonly side: RecordingSide;
  readonly viewing: ViewingSide;
  readonly retention: RetentionSide;
  readonly watch: Watch;
  readonly care: CareSide;
}
