import type { ErrorObject } from 'ajv';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type Range,
} from 'yaml';
import { SgauditError } from '../model/problem.ts';
import type { Location } from '../model/source.ts';
import { compileSchema } from './compile-schema.ts';
import type { Config } from './config.ts';
import { nearest } from './nearest.ts';

/** Compiled at first use: most runs have no configuration file. */
function validator() {
  return compileSchema<Config>('config-v1.schema.json', { allErrors: true, verbose: true });
}

/**
 * Reads the text of a configuration file.
 * @throws SgauditError `config` with the place in the YAML: syntax, unknown keys (nearest name suggested), wrong values.
 */
export function parseConfig(text: string, file: string, checkIds: readonly string[]): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (start: number, end: number): Location => {
    const [from, to] = [lines.linePos(start), lines.linePos(end)];
    return {
      file,
      start: { line: from.line, column: from.col },
      end: { line: to.line, column: to.col },
    };
  };
  const syntax = document.errors[0];
  if (syntax) throw new SgauditError('config', `not YAML: ${syntax.message}`, at(...syntax.pos));

  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const validate = validator();
  if (validate(value)) return value;
  const error = firstError(validate.errors ?? []);
  const path = pointer(error.instancePath);
  const unknownKey: unknown = error.params.additionalProperty;
  const range =
    unknownKey === undefined
      ? rangeOfValue(document, path)
      : rangeOfKey(document, path, String(unknownKey));
  throw new SgauditError('config', explain(error, checkIds), range && at(range[0], range[1]));
}

/** An unknown key explains what is wrong better than what its absence leads to. */
function firstError(errors: readonly ErrorObject[]): ErrorObject {
  const unknownKey = errors.find(({ keyword }) => keyword === 'additionalProperties');
  return unknownKey ?? (errors[0] as ErrorObject);
}

function rangeOfValue(document: Document, path: readonly string[]): Range | null {
  const node = path.length > 0 ? document.getIn(path, true) : document.contents;
  return isNode(node) && node.range ? node.range : null;
}

function rangeOfKey(document: Document, path: readonly string[], key: string): Range | null {
  const map = path.length > 0 ? document.getIn(path, true) : document.contents;
  if (!isMap(map)) return null;
  const found = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isScalar(found?.key) && found.key.range ? found.key.range : null;
}

function pointer(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function explain(error: ErrorObject, checkIds: readonly string[]): string {
  const where = pointer(error.instancePath).join('.') || 'the file';
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const known = Object.keys((error.parentSchema?.properties as object) ?? {});
    if (known.some((name) => checkIds.includes(name))) return noSuchCheck(key, checkIds);
    return `${where} has an unknown key "${key}"${suggestion(key, known)}`;
  }
  if (error.keyword === 'enum') {
    const allowed = error.params.allowedValues as unknown[];
    if (allowed.some((name) => checkIds.includes(String(name)))) {
      return noSuchCheck(String(error.data), checkIds);
    }
    return `${where} must be one of ${allowed.join(', ')}`;
  }
  return `${where} ${error.message ?? 'is not valid'}`;
}

function noSuchCheck(id: string, checkIds: readonly string[]): string {
  return `there is no check "${id}"${suggestion(id, checkIds)}`;
}

function suggestion(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return close
    ? `; did you mean "${close}"?`
    : known.length > 0
      ? `; known: ${known.join(', ')}`
      : '';
}
