import type { ErrorCode } from '../model/error-codes.ts';
import { SgauditError } from '../model/problem.ts';

/** GitHub's answer that is not what was asked for. */
export class GithubError extends SgauditError {
  /** Of HTTP; null when there was no answer. */
  readonly status: number | null;

  constructor(code: ErrorCode, message: string, status: number | null = null) {
    super(code, message);
    this.name = 'GithubError';
    this.status = status;
  }
}

/** The token may not do this: as in a workflow of a fork, or where the job's `permissions` lack it. */
export class PermissionError extends GithubError {
  constructor(message: string, status: number) {
    super('github-permission', message, status);
    this.name = 'PermissionError';
  }
}
