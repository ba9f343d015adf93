import type { SourceText } from '../../hcl/ast.ts';
import { evaluate } from '../../hcl/evaluate.ts';
import { parseTemplate } from '../../hcl/parse.ts';
import { EvaluationError, type Scope } from '../../hcl/scope.ts';
import { sourceText } from '../../hcl/source-text.ts';
import type { Value } from '../../hcl/value.ts';
import { unknownFrom } from '../../hcl/values.ts';
import { callFileFunction, type FileCall } from './file-functions.ts';
import { callImpureFunction } from './impure-functions.ts';

/** Templates that render templates end here: https://developer.hashicorp.com/terraform/language/functions/templatefile */
const DEEPEST = 10;

/**
 * Renders a template with the variables of the call's second argument, and nothing else in sight.
 * Throws an EvaluationError at the call, which names the template.
 */
export function evaluateTemplate(call: FileCall, title: string, content: string): Value {
  const [, variables] = call.args;
  const fail = (reason: string) =>
    new EvaluationError(
      `Error in function call: Call to function "${call.name}" failed: ${title}: ${reason}`,
      call.scope.source,
      call.span,
    );
  if (variables === undefined || variables.kind === 'unknown') return unknownFrom(call.args);
  if (variables.kind !== 'map' && variables.kind !== 'object') {
    throw fail('invalid vars value: must be a map.');
  }
  const source = sourceText(title, content, 'native');
  const { template, problems } = parseTemplate(source);
  const [problem] = problems;
  if (problem) throw fail(`${problem.message}; ${problem.detail}`);
  try {
    return evaluate(
      template,
      templateScope(call, source, variables.entries, depthOf(call.scope) + 1),
    );
  } catch (error) {
    if (error instanceof EvaluationError && error.source === source) throw fail(error.message);
    throw error;
  }
}

class TemplateScope implements Scope {
  readonly source: SourceText;
  readonly depth: number;
  readonly resolve: Scope['resolve'];
  readonly callFunction: Scope['callFunction'];

  constructor(
    source: SourceText,
    depth: number,
    resolve: Scope['resolve'],
    callFunction: (scope: Scope, ...rest: Parameters<Scope['callFunction']>) => Value | null,
  ) {
    this.source = source;
    this.depth = depth;
    this.resolve = resolve;
    this.callFunction = (name, args, span) => callFunction(this, name, args, span);
  }
}

function templateScope(
  call: FileCall,
  source: SourceText,
  variables: ReadonlyMap<string, { readonly value: Value }>,
  depth: number,
): Scope {
  return new TemplateScope(
    source,
    depth,
    ([name], span) => {
      const entry = variables.get(name ?? '');
      if (entry !== undefined) return { value: entry.value, consumed: 1 };
      const detail = `vars map does not contain key "${name}".`;
      throw new EvaluationError(detail, source, span);
    },
    (scope, name, args, span) => {
      if (depth >= DEEPEST && name.startsWith('template')) {
        throw new EvaluationError('templates are nested too deeply.', source, span);
      }
      return (
        callFileFunction(call.context, scope, name, args, span) ?? callImpureFunction(name, args)
      );
    },
  );
}

function depthOf(scope: Scope): number {
  return scope instanceof TemplateScope ? scope.depth : 0;
}
