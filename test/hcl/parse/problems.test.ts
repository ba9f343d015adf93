import { describe, expect, it } from '@jest/globals';
import { parseFile } from '../../../src/hcl/parse.ts';
import { positionAt, sourceText } from '../../../src/hcl/source-text.ts';
import { judge } from '../../support/hcl/hcl2json.ts';
import { MALFORMED_SNIPPETS } from '../../support/hcl/snippets.ts';

describe('what is wrong is said as HashiCorp says it, at the same place', () => {
  it.each(MALFORMED_SNIPPETS)('%j: %s at %s', async (text, summary, at) => {
    const file = parseFile(sourceText('main.tf', text));
    const [first] = file.problems;
    expect(first?.message).toBe(summary);
    const { line, column } = positionAt(file.source, first?.start ?? -1);
    expect(`${line}:${column}`).toBe(at);
    expect(first?.detail).toMatch(/\S/);

    const judgement = await judge(text);
    expect(judgement.accepted).toBe(false);
    const message = judgement.accepted ? '' : judgement.message;
    expect(message).toContain(`main.tf:${line},${column}-`);
    expect(message).toContain(`${summary}; `);
  });
});
