const TIME =
  /(\d{4})-?(\d{2})-?(\d{2})(?:[T_ ](\d{2})[:-]?(\d{2})(?:[:-]?(\d{2}))?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?/g;

/**
 * The moment a path names: `inventory/2026-11-05T00:00:00Z/network-interfaces.json`, also with the
 * dashes or nothing that file systems without colons need, or a date alone (its midnight). The part
 * nearest the file wins; without an offset it is UTC. Null when the path names none.
 */
export function captureTimeOf(path: string): string | null {
  const parts = path.split(/[/\\]/);
  for (const part of parts.reverse()) {
    const times = [...part.matchAll(TIME)].map(isoOf).filter((time) => time !== null);
    const last = times.at(-1);
    if (last) return last;
  }
  return null;
}

function isoOf(match: RegExpMatchArray): string | null {
  const [whole, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match;
  if (adjoinsDigits(match, whole)) return null;
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(time)) return null;
  // Date.parse takes 30 February for 2 March.
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return midnight.getUTCDate() === Number(day) ? new Date(time).toISOString() : null;
}

/** Part of a longer number, such as an account id. */
function adjoinsDigits(match: RegExpMatchArray, whole: string): boolean {
  const text = match.input ?? '';
  const start = match.index ?? 0;
  const isWordCharacter = (character: string | undefined): boolean =>
    character !== undefined && /[0-9A-Za-z]/.test(character);
  return isWordCharacter(text[start - 1]) || isWordCharacter(text[start + whole.length]);
}

/** The id of a managed prefix list, which is the file's name: `pl-0123456789abcdef0.json`. */
export function prefixListIdOf(path: string): string | null {
  const file = path.split(/[/\\]/).at(-1) ?? '';
  return /(?:^|[^0-9A-Za-z])(pl-[0-9a-f]+)(?=[^0-9A-Za-z]|$)/.exec(file)?.[1] ?? null;
}
