/**
 * Whether a path (relative, with `/`) fits a pattern: `*` and `?` within a folder, `**` over folders, `{a,b}`.
 * A pattern that ends with `/` means everything below; one without any `/` fits a name in every folder.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const below = pattern.endsWith('/') ? `${pattern}**` : pattern;
  const anywhere = below.includes('/') ? below : `**/${below}`;
  return new RegExp(`^${toExpression(anywhere.replace(/^\.\//, ''))}$`).test(path);
}

function toExpression(pattern: string): string {
  let depth = 0;
  return pattern.replace(/\*\*\/|\*\*|\*|\?|[{},]|[^*?{},]+/g, (token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token === '{') {
      depth++;
      return '(?:';
    }
    if (token === '}' && depth > 0) {
      depth--;
      return ')';
    }
    if (token === ',' && depth > 0) return '|';
    return token.replace(/[.+^$()[\]\\|{}]/g, '\\$&');
  });
}
