import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Span } from '../../hcl/ast.ts';
import { ConversionError, convert } from '../../hcl/convert.ts';
import { EvaluationError, type Scope } from '../../hcl/scope.ts';
import { sourceText } from '../../hcl/source-text.ts';
import { BOOL, STRING, type Type } from '../../hcl/type.ts';
import type { Origin, Value } from '../../hcl/value.ts';
import { bool, computed, isWhollyKnown, set, string, unknownFrom } from '../../hcl/values.ts';
import type { EvaluationContext } from './context.ts';
import { matchingFiles } from './file-set.ts';
import { evaluateTemplate } from './template-scope.ts';
import { slashes } from './territory.ts';

/** A call of a function that reads files, or needs to know where Terraform runs. */
export interface FileCall {
  readonly context: EvaluationContext;
  readonly scope: Scope;
  readonly name: string;
  readonly args: readonly Value[];
  readonly span: Span;
}

type FileFunction = (call: FileCall) => Value;

/**
 * Terraform's functions over files: https://developer.hashicorp.com/terraform/language/functions/file and its neighbours.
 * They read inside the repository only. Null when there is no function of the name.
 * Throws an EvaluationError where Terraform would, and for files outside.
 */
export function callFileFunction(
  context: EvaluationContext,
  scope: Scope,
  name: string,
  args: readonly Value[],
  span: Span,
): Value | null {
  const called = FUNCTIONS.get(name);
  if (called === undefined) return null;
  const call: FileCall = { context, scope, name, args, span };
  const wanted = ARGUMENT_COUNTS.get(name) ?? 1;
  if (args.length !== wanted) {
    const summary =
      args.length < wanted ? 'Not enough function arguments' : 'Too many function arguments';
    throw callError(call, `${summary}: Function "${name}" expects ${wanted} argument(s).`);
  }
  const [first] = args;
  if (first !== undefined && !isWhollyKnown(first))
    return unknownFrom(args, RESULT_TYPES.get(name));
  const result = called(call);
  if (name === 'file') return result;
  return computed(result, [result, ...args]);
}

const digest = (algorithm: string, encoding: 'hex' | 'base64') => (call: FileCall) =>
  string(createHash(algorithm).update(readBytes(call)).digest(encoding));

const FUNCTIONS: ReadonlyMap<string, FileFunction> = new Map<string, FileFunction>([
  ['abspath', (call) => string(slashes(resolve(call.context.root, text(call, 0))))],
  ['pathexpand', (call) => string(text(call, 0).replace(/^~(?=$|[/\\])/, homedir()))],
  ['file', (call) => string(readText(call), fileOrigin(call))],
  ['fileexists', (call) => bool(exists(call))],
  ['filebase64', (call) => string(Buffer.from(readBytes(call)).toString('base64'))],
  ['filemd5', digest('md5', 'hex')],
  ['filesha1', digest('sha1', 'hex')],
  ['filesha256', digest('sha256', 'hex')],
  ['filesha512', digest('sha512', 'hex')],
  ['filebase64sha256', digest('sha256', 'base64')],
  ['filebase64sha512', digest('sha512', 'base64')],
  ['fileset', fileset],
  ['templatefile', templateFile],
  ['templatestring', templateString],
]);

const ARGUMENT_COUNTS: ReadonlyMap<string, number> = new Map([
  ['fileset', 2],
  ['templatefile', 2],
  ['templatestring', 2],
]);

const RESULT_TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...[...FUNCTIONS.keys()].map((name) => [name, STRING] as const),
  ['fileexists', BOOL],
  ['fileset', { kind: 'set', element: STRING }],
  ['templatefile', { kind: 'dynamic' }],
]);

function fileset(call: FileCall): Value {
  const [, pattern] = call.args;
  if (pattern !== undefined && !isWhollyKnown(pattern)) {
    return unknownFrom(call.args, { kind: 'set', element: STRING });
  }
  const folder = insidePath(call, text(call, 0));
  const { files, territory } = call.context;
  const glob = text(call, 1);
  const names = matchingFiles(files, territory, folder, glob);
  if (names === null) {
    const detail = `Call to function "fileset" failed: failed to glob pattern "${glob}".`;
    throw callError(call, `Error in function call: ${detail}`);
  }
  return set(
    names.map((name) => string(name)),
    STRING,
  );
}

function templateFile(call: FileCall): Value {
  const path = insidePath(call, text(call, 0));
  const title = call.context.territory.display(path);
  return evaluateTemplate(call, title, readText(call));
}

function templateString(call: FileCall): Value {
  return evaluateTemplate(call, 'templatestring', text(call, 0));
}

/** An argument as a string. */
function text(call: FileCall, index: number): string {
  const given = call.args[index];
  try {
    const value = given === undefined ? null : convert(given, STRING);
    if (value?.kind === 'string') return value.value;
    throw callError(
      call,
      `Invalid function argument: ${call.name} needs a string that is not null.`,
    );
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw callError(call, `Invalid function argument: ${error.message}.`);
  }
}

/** Relative paths start where Terraform runs: in the root module's folder. */
function insidePath(call: FileCall, path: string): string {
  const absolute = resolve(call.context.root, path);
  if (call.context.territory.contains(absolute)) return absolute;
  throw callError(
    call,
    `Call to function "${call.name}" failed: "${path}" lies outside the repository, and is not read.`,
  );
}

function readText(call: FileCall): string {
  const path = text(call, 0);
  const bytes = readBytes(call);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const detail = `contents of "${path}" are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead.`;
    throw callError(
      call,
      `Invalid function argument: Invalid value for "path" parameter: ${detail}`,
    );
  }
}

function readBytes(call: FileCall): Uint8Array {
  const path = text(call, 0);
  const bytes = call.context.files.readBytes(insidePath(call, path));
  if (bytes !== null) return bytes;
  const detail = `no file exists at "${path}"; this function works only with files that are distributed as part of the configuration source code.`;
  throw callError(call, `Invalid function argument: Invalid value for "path" parameter: ${detail}`);
}

/** What a file says is written in that file; a list that is decoded from it is edited there. */
function fileOrigin(call: FileCall): Origin {
  const path = insidePath(call, text(call, 0));
  const display = call.context.territory.display(path);
  call.context.absolutePaths.set(display, path);
  const source = sourceText(display, readText(call), 'native');
  call.context.dataFiles.set(display, source);
  return { source, span: { start: 0, end: source.text.length }, via: null };
}

function exists(call: FileCall): boolean {
  return call.context.files.readBytes(insidePath(call, text(call, 0))) !== null;
}

function callError(call: FileCall, message: string): EvaluationError {
  return new EvaluationError(message, call.scope.source, call.span);
}
