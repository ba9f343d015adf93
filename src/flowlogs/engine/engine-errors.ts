import { SgauditError } from '../../model/problem.ts';

/**
 * What DuckDB or the system says when there is no room, in words that say what to do; any other error as it is.
 * DuckDB's errors have no code: https://duckdb.org/docs/stable/guides/troubleshooting/oom_errors
 */
export function explained(error: unknown): unknown {
  if (error instanceof SgauditError) return error;
  const { message = '', code = '' } = error as NodeJS.ErrnoException;
  if (/No space left on device|Disk quota exceeded|max_temp_directory_size/.test(message)) {
    const path = /"([^"]+)"/.exec(message)?.[1];
    return diskFull(path ?? null);
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return diskFull((error as NodeJS.ErrnoException).path ?? null);
  }
  if (/^Out of Memory/.test(message)) {
    return new SgauditError(
      'out-of-memory',
      'the traffic of a day needs more memory than there is: raise engine.memoryLimit or leave it out, close other programs, or narrow --flow-logs to fewer files',
    );
  }
  return error;
}

/** Whether there was no room on a disk. */
export function isDiskFull(error: unknown): boolean {
  const { code } = explained(error) as { readonly code?: string };
  return code === 'disk-full';
}

function diskFull(path: string | null): SgauditError {
  const place = path === null ? 'the disk is full' : `the disk that holds "${path}" is full`;
  return new SgauditError(
    'disk-full',
    `${place}: free space, put --rollup on another disk, or set TMPDIR to a folder with room for what is sorted meanwhile. Nothing that was kept before is lost`,
  );
}
