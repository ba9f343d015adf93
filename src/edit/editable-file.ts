import type { Expression, FileNode, SourceText } from '../hcl/ast.ts';
import type { Configuration } from '../terraform/configuration.ts';
import { csvExpression } from './data/csv.ts';
import { jsonDataExpression } from './data/json.ts';
import { yamlExpression } from './data/yaml.ts';

/** How a file is written, which decides how things are taken out of it. */
export type FileFormat = 'native' | 'json' | 'yaml' | 'csv';

/** A file that edits can be made in: configuration, variables, or data that a function read. */
export interface EditableFile {
  readonly format: FileFormat;
  /** Data is one nameless argument whose value is the whole text. */
  readonly node: FileNode;
}

const DATA_FORMATS: readonly (readonly [
  RegExp,
  Exclude<FileFormat, 'native'>,
  (text: string) => Expression | null,
])[] = [
  [/\.json$/i, 'json', jsonDataExpression],
  [/\.ya?ml$/i, 'yaml', yamlExpression],
  [/\.csv$/i, 'csv', csvExpression],
];

/** The files of a configuration by display path. A data file's format is told by its name. */
export function editableFiles(
  configuration: Pick<Configuration, 'files' | 'dataFiles'>,
): ReadonlyMap<string, EditableFile> {
  const files = new Map<string, EditableFile>();
  for (const [path, source] of configuration.dataFiles) {
    const data = dataFile(source);
    if (data) files.set(path, data);
  }
  for (const [path, node] of configuration.files) {
    files.set(path, { format: node.source.syntax, node });
  }
  return files;
}

function dataFile(source: SourceText): EditableFile | null {
  const known = DATA_FORMATS.find(([name]) => name.test(source.path));
  if (!known) return null;
  const [, format, read] = known;
  const value = read(source.text);
  if (!value) return null;
  const span = { start: 0, end: source.text.length };
  const nameSpan = { start: 0, end: 0 };
  const whole = { kind: 'attribute' as const, name: '', nameSpan, value, ...span };
  const node = { source, body: { items: [whole], ...span }, comments: [], problems: [] };
  return { format, node };
}
