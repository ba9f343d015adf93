import { isAbsolute, relative, sep } from 'node:path';

/**
 * Whether a path is the folder or lies in it, by the names alone: links are not followed, nothing need exist.
 * Both absolute, or both relative to the working directory.
 */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
