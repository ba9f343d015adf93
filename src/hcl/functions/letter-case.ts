/**
 * Letter case as Go's `strings` maps it: character by character, one to one,
 * where JavaScript expands (`ß` to `SS`) and looks at the neighbours (final sigma).
 */
export function upper(text: string): string {
  return mapCharacters(text, upperCharacter);
}

export function lower(text: string): string {
  return mapCharacters(text, (character) =>
    character === '\u0130' ? 'i' : oneCharacter(character.toLowerCase(), character),
  );
}

/** The first letter of every word in title case, the others as they are. */
export function title(text: string): string {
  let previous = ' ';
  return mapCharacters(text, (character) => {
    const starts = separates(previous);
    previous = character;
    return starts ? titleCharacter(character) : character;
  });
}

function mapCharacters(text: string, change: (character: string) => string): string {
  let result = '';
  for (const character of text) result += change(character);
  return result;
}

function oneCharacter(changed: string, original: string): string {
  return [...changed].length === 1 ? changed : original;
}

function upperCharacter(character: string): string {
  return GREEK_WITH_IOTA[character] ?? oneCharacter(character.toUpperCase(), character);
}

function titleCharacter(character: string): string {
  return DIGRAPHS[character] ?? upperCharacter(character);
}

/** Go's `isSeparator`: in ASCII all but letters, digits and underscore, beyond it white space only. */
function separates(character: string): boolean {
  if (character <= '\x7f') return !/[0-9A-Za-z_]/.test(character);
  return /\s|\u0085/u.test(character) && character !== '\ufeff';
}

/** Letters that have a title case of their own. */
const DIGRAPHS: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǆ: 'ǅ',
  ǅ: 'ǅ',
  Ǉ: 'ǈ',
  ǉ: 'ǈ',
  ǈ: 'ǈ',
  Ǌ: 'ǋ',
  ǌ: 'ǋ',
  ǋ: 'ǋ',
  Ǳ: 'ǲ',
  ǳ: 'ǲ',
  ǲ: 'ǲ',
};

/** Greek letters with iota subscript: JavaScript writes the iota out, Unicode's simple mapping does not. */
const GREEK_WITH_IOTA: Readonly<Record<string, string>> = greekWithIota();

function greekWithIota(): Record<string, string> {
  const upperOf: Record<string, string> = {
    '\u1fb3': '\u1fbc',
    '\u1fc3': '\u1fcc',
    '\u1ff3': '\u1ffc',
  };
  for (const row of [0x1f80, 0x1f90, 0x1fa0]) {
    for (let column = 0; column < 8; column++) {
      const code = row + column;
      upperOf[String.fromCharCode(code)] = String.fromCharCode(code + 8);
    }
  }
  return upperOf;
}
