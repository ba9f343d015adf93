import { resolve } from 'node:path';
import type { Attribute, SourceText } from '../../hcl/ast.ts';
import { evaluate } from '../../hcl/evaluate.ts';
import { parseExpression } from '../../hcl/parse.ts';
import { EvaluationError } from '../../hcl/scope.ts';
import { sourceText } from '../../hcl/source-text.ts';
import type { Value } from '../../hcl/value.ts';
import { string } from '../../hcl/values.ts';
import { SgauditError } from '../../model/problem.ts';
import { constantScope } from './constant-scope.ts';
import type { AssignedValue } from './context.ts';
import { automaticVariableFiles } from './folder-files.ts';
import { evaluateGiven } from './json-literals.ts';
import { configurationError } from './problem-list.ts';
import type { Sources } from './sources.ts';
import { withoutOrigins } from './tracing.ts';
import type { ConfigurationOptions } from './types.ts';

/**
 * The values given to the root module's variables; of several for one variable the last in Terraform's order:
 * environment, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars(.json) by name, `--var-file`, `--var`.
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 * Throws a SgauditError where a file of `--var-file` is missing.
 */
export function assignedVariables(
  options: ConfigurationOptions,
  sources: Sources,
  declared: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, AssignedValue> {
  const assigned = new Map<string, AssignedValue>();
  for (const [key, text] of Object.entries(options.environment)) {
    const name = key.startsWith('TF_VAR_') ? key.slice('TF_VAR_'.length) : '';
    if (text !== undefined && declared.has(name)) assigned.set(name, fromText(key, text));
  }
  const files = new VariableFiles(sources, declared, assigned);
  const entries = sources.reader.list(options.root) ?? [];
  for (const name of automaticVariableFiles(entries))
    files.readAutomatic(resolve(options.root, name));
  for (const path of options.variableFiles) files.readNamed(resolve(options.root, path));
  for (const { name, text } of options.variables) {
    if (declared.has(name)) assigned.set(name, fromText(`--var ${name}`, text));
    else reportUndeclaredOption(sources, name);
  }
  return assigned;
}

class VariableFiles {
  readonly #sources: Sources;
  readonly #declared: ReadonlyMap<string, unknown>;
  readonly #assigned: Map<string, AssignedValue>;

  constructor(
    sources: Sources,
    declared: ReadonlyMap<string, unknown>,
    assigned: Map<string, AssignedValue>,
  ) {
    this.#sources = sources;
    this.#declared = declared;
    this.#assigned = assigned;
  }

  /** A file that Terraform finds by itself; a link out of the repository is not followed. */
  readAutomatic(path: string): void {
    const { territory, problems } = this.#sources;
    if (territory.contains(path)) {
      this.#read(path);
      return;
    }
    const message = `${territory.display(path)} is a symbolic link that leads outside the repository. It is not read.`;
    problems.report({ code: 'link-outside', message, location: null, severity: 'warning' });
  }

  /** A file that the user named, wherever it lies. */
  readNamed(path: string): void {
    if (this.#sources.reader.read(path) === null) {
      const display = this.#sources.territory.display(path);
      throw new SgauditError(
        'missing-variable-file',
        `The variable file ${display} does not exist. Check the path given to --var-file.`,
      );
    }
    this.#read(path);
  }

  #read(path: string): void {
    const file = this.#sources.open(path, 'variables');
    if (file === null) return;
    for (const item of file.body.items) {
      if (item.kind === 'attribute') this.#assign(item, file.source);
      else this.#refuseBlock(item.type, item.typeSpan, file.source);
    }
  }

  #assign(attribute: Attribute, source: SourceText): void {
    const { name, value } = attribute;
    if (!this.#declared.has(name)) {
      const detail = `The root module does not declare a variable named "${name}" but a value was found in file "${source.path}". If you meant to use this value, add a "variable" block to the configuration.`;
      const problem = configurationError(
        `Value for undeclared variable: ${detail}`,
        source,
        attribute,
      );
      this.#sources.problems.report({ ...problem, severity: 'warning' });
      return;
    }
    const scope = constantScope(source);
    this.#assigned.set(name, { title: null, read: () => evaluateGiven(value, scope) });
  }

  #refuseBlock(type: string, span: { start: number; end: number }, source: SourceText): void {
    const detail = `Blocks are not allowed here; a variables file holds arguments only. To declare variable "${type}", use the .tf files.`;
    this.#sources.problems.report(
      configurationError(`Unexpected "${type}" block: ${detail}`, source, span),
    );
  }
}

/** A value that stands in no file: it has no origin that could be edited. */
function fromText(title: string, text: string): AssignedValue {
  return {
    title,
    read(mode): Value {
      if (mode === 'literal') return string(text);
      const source = sourceText(title, text, 'native');
      const { expression, problems } = parseExpression(source);
      const [problem] = problems;
      if (problem)
        throw new EvaluationError(`${problem.message}: ${problem.detail}`, source, problem);
      return withoutOrigins(evaluate(expression, constantScope(source)));
    },
  };
}

function reportUndeclaredOption(sources: Sources, name: string): void {
  const message = `Value for undeclared variable: A variable named "${name}" was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.`;
  sources.problems.report({ code: 'configuration', message, location: null, severity: 'error' });
}
