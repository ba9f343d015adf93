import { parseFile } from '../../../src/hcl/parse.ts';
import { positionAt, sourceText } from '../../../src/hcl/source-text.ts';
import { firstDifference } from './difference.ts';
import { judge } from './hcl2json.ts';
import { toHcl2json } from './to-hcl2json.ts';

export type Comparison =
  | { readonly outcome: 'equal' | 'both-reject' }
  /** Sound syntax that hcl2json cannot print: blocks with and without labels, `-true`, a null in a template. */
  | { readonly outcome: 'inexpressible' }
  | {
      readonly outcome: 'different' | 'wrongly-rejected' | 'wrongly-accepted';
      readonly detail: string;
    };

/** Reads a native file with our parser and HashiCorp's. */
export async function compareWithJudge(text: string): Promise<Comparison> {
  const file = parseFile(sourceText('main.tf', text));
  const judgement = await judge(text);
  const [problem] = file.problems;
  if (!judgement.accepted) {
    const isSyntax = judgement.message.startsWith('parse config:');
    if (problem !== undefined) return { outcome: 'both-reject' };
    if (!isSyntax) return { outcome: 'inexpressible' };
    return { outcome: 'wrongly-accepted', detail: judgement.message };
  }
  if (problem !== undefined) {
    const { line, column } = positionAt(file.source, problem.start);
    return { outcome: 'wrongly-rejected', detail: `${line}:${column} ${problem.message}` };
  }
  const difference = firstDifference(toHcl2json(file), judgement.json);
  if (difference === null) return { outcome: 'equal' };
  return { outcome: 'different', detail: difference };
}
