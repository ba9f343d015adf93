import type { SourceText, Span, SyntaxProblem } from '../../hcl/ast.ts';
import { EvaluationError } from '../../hcl/scope.ts';
import { locationOf } from '../../hcl/source-text.ts';
import type { Problem } from '../../model/problem.ts';
import { compareLocations, type Location } from '../../model/source.ts';

/** Collects problems; the same problem at the same place is kept once. */
export class ProblemList {
  readonly #byIdentity = new Map<string, Problem>();

  report(problem: Problem): void {
    const { code, message, location } = problem;
    const place = location
      ? `${location.file}:${location.start.line}:${location.start.column}`
      : '';
    const identity = JSON.stringify([code, place, message]);
    if (!this.#byIdentity.has(identity)) this.#byIdentity.set(identity, problem);
  }

  /** In order of place; those without a place first. */
  sorted(): Problem[] {
    return [...this.#byIdentity.values()].sort((left, right) => {
      if (left.location === null || right.location === null) {
        return Number(left.location !== null) - Number(right.location !== null);
      }
      return compareLocations(left.location, right.location);
    });
  }
}

/** HashiCorp's summary and detail, as Terraform prints them. */
export function syntaxProblem(source: SourceText, problem: SyntaxProblem): Problem {
  return {
    code: 'hcl-syntax',
    message: problem.detail === '' ? problem.message : `${problem.message}: ${problem.detail}`,
    location: locationOf(source, problem),
    severity: 'error',
  };
}

/** A configuration that Terraform would refuse. */
export function configurationError(message: string, source: SourceText, span: Span): Problem {
  return {
    code: 'configuration',
    message,
    location: locationOf(source, span),
    severity: 'error',
  };
}

/** A value that needs itself. Terraform refuses such a configuration as a whole. */
export class CycleError extends EvaluationError {
  constructor(address: string, source: SourceText, span: Span) {
    super(`Cycle: ${address} depends on itself.`, source, span);
    this.name = 'CycleError';
  }
}

/** An expression that could not be evaluated: what depends on it is unknown, the rest stands. */
export function evaluationProblem(error: EvaluationError): Problem {
  if (error instanceof CycleError) {
    return configurationError(error.message, error.source, error.span);
  }
  return {
    code: 'evaluation',
    message: `${error.message} What depends on this is taken as unknown.`,
    location: locationOf(error.source, error.span),
    severity: 'warning',
  };
}

export function tooDeep(address: string): Problem {
  const message = `${address} depends on too long a chain of values. What depends on it is taken as unknown.`;
  return { code: 'evaluation', message, location: null, severity: 'warning' };
}

/** `main.tf:3,1-24`, as HashiCorp's messages name a place. */
export function describePlace(location: Location): string {
  const { start, end } = location;
  const to = start.line === end.line ? `${end.column}` : `${end.line},${end.column}`;
  return `${location.file}:${start.line},${start.column}-${to}`;
}
