/** Checks params against the contract's schemas and says, field by field, what is wrong with them. */
import type * as z from 'zod';
import { AppError } from '../../shared/model/errors.ts';

/** One bad field: its path as in `source.url`, empty for the params as a whole. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** Parsed params; throws AppError invalidParams with `FieldProblem[]` as data. Missing params count as `{}`. */
export function validate<S extends z.ZodType>(schema: S, params: unknown): z.output<S> {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(toProblem);
  const first = problems[0];
  const where = first && first.path !== '' ? `"${first.path}": ` : '';
  throw new AppError(
    'invalidParams',
    `These values cannot be used. ${where}${first?.message ?? ''}`.trim(),
    problems,
  );
}

function toProblem(issue: z.core.$ZodIssue): FieldProblem {
  return { path: issue.path.map(String).join('.'), message: issue.message };
}
