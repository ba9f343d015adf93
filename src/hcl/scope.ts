import type { SourceText, Span } from './ast.ts';
import type { Value } from './value.ts';

/** What an expression can see. Terraform's layer implements it; HCL itself knows no names. */
export interface Scope {
  readonly source: SourceText;
  /**
   * Resolves a traversal from its root name and the attribute names that follow it literally
   * (`["aws_security_group", "web", "id"]`; an index or splat ends the list).
   * Returns the value and how many of the names it stands for (at least 1), or null when there is no such object.
   */
  resolve(names: readonly string[], span: Span): Resolution | null;
  /** A function that is not pure HCL (`file`, `templatefile`, …), or null. Pure functions are looked up first. */
  callFunction(name: string, args: readonly Value[], span: Span): Value | null;
}

export interface Resolution {
  readonly value: Value;
  readonly consumed: number;
}

/** An expression cannot be evaluated, as Terraform would refuse it. `try` and `can` catch it. */
export class EvaluationError extends Error {
  readonly source: SourceText;
  readonly span: Span;

  constructor(message: string, source: SourceText, span: Span) {
    super(message);
    this.name = 'EvaluationError';
    this.source = source;
    this.span = span;
  }
}
