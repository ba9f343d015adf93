import type { Expression, FileNode, SourceText, SyntaxProblem, Template } from './ast.ts';
import { parseJsonFile } from './json.ts';
import { readBodyText, readExpressionText, readTemplateText } from './parse/read.ts';

/**
 * Parses a file. Never throws: what is wrong stands in `problems`, in order of place, and the tree holds what could be read.
 *
 * Spans: a block's goes from its type to its closing brace, its body's from brace to brace; an attribute's from its name
 * to the end of its value; a heredoc's from `<<` to its marker. JSON is read as arguments only: see `parseJsonFile`.
 */
export function parseFile(source: SourceText): FileNode {
  if (source.syntax === 'json') return parseJsonFile(source);
  const { result, tokens } = readBodyText(source.text);
  const problems = onceTooDeep([...tokens.problems].sort((a, b) => a.start - b.start));
  return { source, body: result, comments: tokens.comments, problems };
}

/** A thousand levels are one mistake, whatever is found again at each line of them. */
function onceTooDeep(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const first = problems.find(({ message }) => message === 'Nested too deeply');
  return problems.filter((each) => each === first || each.message !== first?.message);
}

/** Parses a text that is one expression, as a variable on a command line may be. */
export function parseExpression(source: SourceText): {
  expression: Expression;
  problems: readonly SyntaxProblem[];
} {
  const { result, tokens } = readExpressionText(source.text);
  return { expression: result, problems: tokens.problems };
}

/** Parses a text that is a template without quotes, as a template file is. */
export function parseTemplate(source: SourceText): {
  template: Template;
  problems: readonly SyntaxProblem[];
} {
  const { result, tokens } = readTemplateText(source.text);
  return { template: result, problems: tokens.problems };
}
