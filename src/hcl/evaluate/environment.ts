import type { Expression, SourceText, Span } from '../ast.ts';
import { ConversionError, convert } from '../convert.ts';
import { EvaluationError, type Scope } from '../scope.ts';
import type { Type } from '../type.ts';
import type { Origin, Value } from '../value.ts';

/** A name bound by a `for` expression or a splat; the nearest one counts. */
interface Binding {
  readonly name: string;
  readonly value: Value;
  readonly outer: Binding | null;
}

export type Evaluator = (expression: Expression, environment: Environment) => Value;

/** Where an expression is evaluated: the scope's names, and those that `for` and splats bind. */
export class Environment {
  readonly scope: Scope;
  readonly source: SourceText;
  readonly #evaluator: Evaluator;
  readonly #bindings: Binding | null;

  constructor(scope: Scope, evaluator: Evaluator, bindings: Binding | null = null) {
    this.scope = scope;
    this.source = scope.source;
    this.#evaluator = evaluator;
    this.#bindings = bindings;
  }

  evaluate(expression: Expression): Value {
    return this.#evaluator(expression, this);
  }

  bind(name: string, value: Value): Environment {
    const bindings = { name, value, outer: this.#bindings };
    return new Environment(this.scope, this.#evaluator, bindings);
  }

  /** The value that a `for` or splat bound to the name, or null. */
  bound(name: string): Value | null {
    for (let binding = this.#bindings; binding !== null; binding = binding.outer) {
      if (binding.name === name) return binding.value;
    }
    return null;
  }

  /** The origin of a value that is written at the span. */
  originOf(span: Span): Origin {
    return { source: this.source, span: { start: span.start, end: span.end }, via: null };
  }

  /** An error in Terraform's words: its summary and its detail. */
  error(span: Span, summary: string, detail: string): EvaluationError {
    // `try` catches such errors by the thousand, and what went wrong in the program is not their point.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const error = new EvaluationError(`${summary}: ${detail}`, this.source, span);
    Error.stackTraceLimit = stackTraceLimit;
    return error;
  }

  /** Converts, or fails at the span; `detail` puts the reason into Terraform's sentence. */
  convert(
    value: Value,
    type: Type,
    span: Span,
    summary: string,
    detail: (reason: string) => string,
  ): Value {
    try {
      return convert(value, type);
    } catch (error) {
      if (error instanceof ConversionError) {
        throw this.error(span, summary, detail(error.message));
      }
      throw error;
    }
  }
}
