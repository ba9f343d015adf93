import { readFileSync } from 'node:fs';
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { SgauditError } from '../model/problem.ts';
import type { Location } from '../model/source.ts';
import type { Config } from './config.ts';
import { nearest } from './nearest.ts';

/** Compiled at first use: most runs have no configuration file. */
function validator() {
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/config-v1.schema.json', import.meta.url), 'utf8'),
  );
  return new Ajv2020({ allErrors: true, strict: true, verbose: true }).compile<Config>(schema);
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

  const placeOf = (path: readonly string[]): Location | null => {
    const node = path.length > 0 ? document.getIn(path, true) : document.contents;
    return isNode(node) && node.range ? at(node.range[0], node.range[1]) : null;
  };
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const validate = validator();
  if (!validate(value)) {
    const error = validate.errors?.[0] as ErrorObject;
    const unknown: unknown = error.params.additionalProperty;
    const path = [...pointer(error.instancePath), ...(unknown ? [String(unknown)] : [])];
    throw new SgauditError('config', explain(error), placeOf(path) ?? placeOf(path.slice(0, -1)));
  }
  const named = [
    ...(value.only ?? []).map((id, index) => ({ id, path: ['only', String(index)] })),
    ...(value.skip ?? []).map((id, index) => ({ id, path: ['skip', String(index)] })),
    ...Object.keys(value.checks ?? {}).map((id) => ({ id, path: ['checks', id] })),
  ];
  for (const { id, path } of named) {
    if (checkIds.includes(id)) continue;
    const message = `there is no check "${id}"${suggestion(id, checkIds)}`;
    throw new SgauditError('config', message, placeOf(path));
  }
  return value;
}

function pointer(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function explain(error: ErrorObject): string {
  const where = pointer(error.instancePath).join('.') || 'the file';
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const known = Object.keys((error.parentSchema?.properties as object) ?? {});
    return `${where} has an unknown key "${key}"${suggestion(key, known)}`;
  }
  if (error.keyword === 'enum') {
    return `${where} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`;
  }
  return `${where} ${error.message ?? 'is not valid'}`;
}

function suggestion(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return close
    ? `; did you mean "${close}"?`
    : known.length > 0
      ? `; known: ${known.join(', ')}`
      : '';
}
