import type { ErrorCode } from './error-codes.ts';
import type { Location } from './source.ts';

/**
 * Something that kept the tool from doing part of its work. An operational problem is not a finding.
 * `code` is stable (`hcl-syntax`, `log-damaged`, …), `message` says what was wrong and what to do next.
 */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly location: Location | null;
  /** `error`: the run cannot count as done (exit 2). `warning`: the rest stands, this part is left out. */
  readonly severity: 'error' | 'warning';
}

/** Thrown where the work cannot go on; shown as its problem, without a stack unless `--debug`. */
export class SgauditError extends Error {
  readonly code: ErrorCode;
  readonly location: Location | null;

  constructor(code: ErrorCode, message: string, location: Location | null = null) {
    super(message);
    this.name = 'SgauditError';
    this.code = code;
    this.location = location;
  }
}
