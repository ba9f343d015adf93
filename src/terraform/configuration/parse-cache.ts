import type { FileNode } from '../../hcl/ast.ts';
import { parseJsonFile } from '../../hcl/json.ts';
import { parseFile } from '../../hcl/parse.ts';
import { sourceText } from '../../hcl/source-text.ts';
import { baseReader, type FileReader } from '../files.ts';
import { blockLabels } from './block-shape.ts';

export type FilePurpose = 'configuration' | 'variables';

/** An edited file comes and goes while edits are proved: this many versions of one path are kept. */
const VERSIONS = 4;

const caches = new WeakMap<FileReader, Map<string, FileNode[]>>();

/** Parses a text, or returns the tree of the same path and text from an earlier load through the same reader. */
export function parseCached(
  files: FileReader,
  path: string,
  content: string,
  purpose: FilePurpose,
): FileNode {
  const base = baseReader(files);
  const cache = caches.get(base) ?? new Map<string, FileNode[]>();
  caches.set(base, cache);
  const key = `${purpose}\0${path}`;
  const versions = cache.get(key) ?? [];
  cache.set(key, versions);
  const source = sourceText(path, content);
  const known = versions.find(
    (node) => node.source.text === source.text && node.source.hasBom === source.hasBom,
  );
  if (known !== undefined) return known;
  const parsed = parse(source, purpose);
  versions.unshift(parsed);
  versions.length = Math.min(versions.length, VERSIONS);
  return parsed;
}

function parse(source: FileNode['source'], purpose: FilePurpose): FileNode {
  if (source.syntax === 'native') return parseFile(source);
  return parseJsonFile(source, { labels: purpose === 'configuration' ? blockLabels : () => null });
}
