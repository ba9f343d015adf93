import { join } from 'node:path';
import type { FileReader } from '../files.ts';
import { compareBytes } from './folder-files.ts';
import type { Territory } from './territory.ts';

/**
 * The files under a folder whose path matches, as `fileset` finds them:
 * `*`, `**`, `?`, `[abc]`, `{a,b}` and names with a leading dot, after
 * https://developer.hashicorp.com/terraform/language/functions/fileset. Links that lead outside are left out.
 * Null for a pattern that cannot be read.
 */
export function matchingFiles(
  files: FileReader,
  territory: Territory,
  folder: string,
  pattern: string,
): string[] | null {
  const matches = globMatcher(pattern);
  if (matches === null) return null;
  const depth = pattern.includes('**') ? Number.POSITIVE_INFINITY : pattern.split('/').length;
  const found: string[] = [];
  const visit = (path: string, prefix: string, level: number, around: ReadonlySet<string>) => {
    const real = files.realPath(path) ?? path;
    if (level > depth || around.has(real)) return;
    const inside = new Set([...around, real]);
    for (const { name, kind } of files.list(path) ?? []) {
      const child = join(path, name);
      if (kind === 'link' && !territory.contains(child)) continue;
      const isFolder = kind === 'folder' || (kind === 'link' && files.list(child) !== null);
      if (isFolder) visit(child, `${prefix}${name}/`, level + 1, inside);
      else if (matches(prefix + name)) found.push(prefix + name);
    }
  };
  visit(folder, '', 1, new Set());
  return found.sort(compareBytes);
}

/** Matches whole paths with `/`; null for a class such as `[z-a]`. */
function globMatcher(pattern: string): ((path: string) => boolean) | null {
  try {
    const expression = new RegExp(`^(?:${globSource(pattern)})$`, 'su');
    return (path) => expression.test(path);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const GLOB_TOKEN = /\*\*\/|\*\*|\*|\?|\[(?:\\.|[^\]\\])+\]|\{|\}|,|\\.|./gsu;

function globSource(pattern: string): string {
  let depth = 0;
  return pattern.replace(GLOB_TOKEN, (token) => {
    switch (token) {
      case '**/':
        return '(?:[^/]*/)*';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        depth++;
        return '(?:';
      case '}':
        if (depth === 0) return '\\}';
        depth--;
        return ')';
      case ',':
        return depth > 0 ? '|' : ',';
      default:
        return token.startsWith('[') && token.length > 1 ? classSource(token) : literal(token);
    }
  });
}

function classSource(token: string): string {
  const negated = /^\[[!^]/.test(token);
  const inner = token.slice(negated ? 2 : 1, -1).replace(/[[&~]/g, '\\$&');
  return `(?!/)[${negated ? '^' : ''}${inner}]`;
}

function literal(token: string): string {
  const character = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, (match) =>
    match === '-' ? '-' : `\\${match}`,
  );
}
