import type { SourceText } from '../../hcl/ast.ts';
import { EvaluationError, type Scope } from '../../hcl/scope.ts';

/** Values of variables may not refer to anything, nor call functions. */
export function constantScope(source: SourceText): Scope {
  return {
    source,
    resolve(_names, span) {
      throw new EvaluationError(
        'Variables not allowed: Variables may not be used here.',
        source,
        span,
      );
    },
    callFunction(name, _args, span) {
      const detail = `Functions may not be called here, and "${name}" is none.`;
      throw new EvaluationError(`Function calls not allowed: ${detail}`, source, span);
    },
  };
}
