import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the terminal opens links, as far as its environment tells; others print the escape sequences as they are, or
 * drop them. `FORCE_HYPERLINK=1` and `=0` decide it.
 */
export function showsLinks(environment: Environment, isTerminal: boolean): boolean {
  const forced = environment.FORCE_HYPERLINK;
  if (forced !== undefined) return forced !== '0';
  if (!isTerminal || environment.CI || environment.TERM === 'dumb') return false;
  // Inside of these a link may be dropped, or end up as text.
  if (environment.TMUX || environment.STY) return false;
  const program = environment.TERM_PROGRAM ?? '';
  return (
    ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'rio'].includes(program) ||
    ['xterm-kitty', 'alacritty', 'foot', 'xterm-ghostty'].includes(environment.TERM ?? '') ||
    environment.WT_SESSION !== undefined ||
    environment.KONSOLE_VERSION !== undefined ||
    Number(environment.VTE_VERSION ?? 0) >= 5000
  );
}

/** Addresses of files below a folder. The host is named, for a terminal that shows another machine. */
export function fileLinks(folder: string): (file: string) => string {
  return (file) => {
    const url = pathToFileURL(resolve(folder, file));
    return `file://${hostname()}${url.pathname}`;
  };
}
