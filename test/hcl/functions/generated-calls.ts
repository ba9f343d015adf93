/** Expressions to call functions with, by what they are. Typed nulls only: a bare `null` makes results unknown. */
const POOLS = {
  string: [
    '""',
    '"a"',
    '"hello world"',
    '"10.0.0.0/8"',
    '"2001:db8::/32"',
    '"a,b,,c"',
    '"héllo Wörld"',
    '"  x\\n"',
    '"%s-%d"',
    '"%v"',
    '"%05.2f"',
    '"[a-z]+"',
    '"(\\\\w)(\\\\d)?"',
    '"/l+/"',
    '"12"',
    '"-1.5"',
    '"true"',
    '"{\\"a\\":[1,null]}"',
    '"a: [1, yes]\\nb: 017"',
    '"x,y\\n1,2\\n"',
    '"aGVsbG8="',
    '"2024-02-29T13:14:15+02:00"',
    '"1h30m"',
    '"UTF-16LE"',
    '"dns"',
    '"e\\u0301😀"',
    '"a1 b2"',
    '","',
    '"l"',
    '"YYYY-MM-DD"',
  ],
  number: [
    '0',
    '1',
    '2',
    '3',
    '-1',
    '8',
    '16',
    '0.5',
    '1.25',
    '255',
    '1e3',
    '"4"',
    '-2.5',
    '33',
    '1e21',
  ],
  bool: ['true', 'false', '"true"', '"0"'],
  list: [
    '[]',
    '["a"]',
    '["b", "a", "b"]',
    '["a", "", "b"]',
    '[1, 2, 3]',
    '[3, 1, 2, 1]',
    '["1", 2]',
    '[1, "a", true]',
    '[true, false]',
    '[[1], [2, 3]]',
    '[["a"], []]',
    '[{a = 1}, {a = 2}]',
    'tolist(["x", "y"])',
    'tolist([1, 2])',
    'tolist([])',
    'toset(["b", "a"])',
    'toset([2, 10, 1])',
    'toset([])',
    '["a", tostring(null)]',
    '[0.5, 1.5]',
  ],
  map: [
    '{}',
    '{a = 1}',
    '{b = "x", a = "y"}',
    '{a = 1, b = "x"}',
    '{a = [1], b = [2]}',
    '{a = ["x", "y"], b = ["y"]}',
    'tomap({a = "1", b = "2"})',
    'tomap({k = 1})',
    'tomap({})',
    '{"é" = null, "Z" = {c = 1}}',
  ],
  null: ['tostring(null)', 'tonumber(null)', 'tolist(null)', 'tomap(null)'],
} as const;

type Pool = keyof typeof POOLS;
const EVERYTHING: readonly string[] = Object.values(POOLS).flat();

/** A function's signature as `terraform metadata functions -json` prints it. */
export interface Signature {
  readonly parameters?: readonly { readonly type: unknown }[];
  readonly variadic_parameter?: { readonly type: unknown };
}

/** Calls of a function with arguments that mostly suit it. The same seed gives the same calls. */
export function generatedCalls(
  name: string,
  signature: Signature,
  count: number,
  seed: number,
): readonly string[] {
  const random = randomFrom(seed);
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
  const argument = (type: unknown) => {
    if (random() < 0.04) return pick(POOLS.null);
    return pick(random() < 0.1 ? EVERYTHING : poolFor(type));
  };
  const calls = new Set<string>();
  for (let attempt = 0; attempt < count; attempt++) {
    const types = (signature.parameters ?? []).map(({ type }) => type);
    const more = signature.variadic_parameter;
    if (more !== undefined) {
      const extra = Math.floor(random() * 4);
      for (let index = 0; index < extra; index++) types.push(more.type);
    }
    const args = types.map(argument);
    // Functions of any type are most telling when their arguments are alike.
    if (random() < 0.5 && types.every((type) => type === 'dynamic')) {
      const pool = POOLS[pick<Pool>(['list', 'list', 'map'])];
      calls.add(`${name}(${args.map(() => pick<string>(pool)).join(', ')})`);
    } else {
      calls.add(`${name}(${args.join(', ')})`);
    }
  }
  return [...calls];
}

function poolFor(type: unknown): readonly string[] {
  if (Array.isArray(type)) return type[0] === 'map' ? POOLS.map : POOLS.list;
  if (type === 'string' || type === 'number' || type === 'bool') return POOLS[type];
  return EVERYTHING;
}

/** Numbers from 0 to 1, by Marsaglia's xorshift. */
function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
