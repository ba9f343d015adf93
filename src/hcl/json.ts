import type { Body, FileNode, SourceText } from './ast.ts';
import { bodyOfFile } from './json/body.ts';
import { JsonReader } from './json/read.ts';
import { SyntaxFailure } from './parse/problems.ts';

/**
 * What a JSON property means depends on what is expected where it stands.
 * https://github.com/hashicorp/hcl/blob/main/json/spec.md
 */
export interface BlockShape {
  /**
   * For the names of the blocks from the top down, the last being the property in question: how many labels such a
   * block has, or null where the name is an argument. `enclosing` are the blocks around it, outermost first.
   */
  labels(path: readonly string[], enclosing: readonly EnclosingBlock[]): number | null;
}
export interface EnclosingBlock {
  readonly type: string;
  readonly labels: readonly string[];
}

const ARGUMENTS_ONLY: BlockShape = { labels: () => null };

/**
 * Parses HCL's JSON syntax into the tree of the native one. Never throws.
 *
 * A string is a template of style `quoted`, an object's keys as well; `"//"` beside arguments and blocks is a comment
 * and left out. A block's span is that of the object with its content; its type and labels are the spans of
 * the keys, quotes included, and blocks in one array share them.
 */
export function parseJsonFile(source: SourceText, shape: BlockShape = ARGUMENTS_ONLY): FileNode {
  const reader = new JsonReader(source.text);
  let body: Body = { items: [], start: 0, end: source.text.length };
  try {
    body = bodyOfFile(reader.readFile(), shape, reader.problems);
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
  }
  const problems = [...reader.problems].sort((a, b) => a.start - b.start);
  return { source, body, comments: [], problems };
}
