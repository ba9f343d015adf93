import type { Random } from './random.ts';

const INSERTED = [
  ...'{}[]()"\'=,.:?!~$%#/*\\<\n- x0',
  '${',
  '%{',
  '<<EOT\n',
  '...',
  '=>',
  '::',
  'for ',
];

/** Changes one to three places of a text: a character deleted, inserted or doubled, a piece moved. */
export function mutate(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.upTo(2); left > 0; left -= 1) {
    const at = random.upTo(result.length);
    const before = result.slice(0, at);
    const after = result.slice(at);
    switch (random.upTo(3)) {
      case 0:
        result = before + after.slice(1 + random.upTo(2));
        break;
      case 1:
        result = before + random.pick(INSERTED) + after;
        break;
      case 2:
        result = before + after.slice(0, 8) + after;
        break;
      default:
        result = before + random.pick(INSERTED) + after.slice(1);
    }
  }
  return result;
}
