import { STRING } from '../type.ts';
import { type HclFunction, textOf } from './function.ts';
import { parameter, textResult } from './results.ts';

/** "Filesystem Functions" that look at the path's text alone. */
export const PATH_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  basename: onPath(baseName),
  dirname: onPath(dirName),
};

function onPath(compute: (path: string) => string): HclFunction {
  return {
    parameters: [parameter('path', STRING)],
    returns: STRING,
    call: (args) => textResult(compute(textOf(args, 0)), args),
  };
}

function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Everything but the last element, cleaned: `.` and `..` resolved, slashes joined. */
function dirName(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

function clean(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(part);
  }
  const joined = kept.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}
