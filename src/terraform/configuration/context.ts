import type { SourceText } from '../../hcl/ast.ts';
import type { Value } from '../../hcl/value.ts';
import type { FileReader } from '../files.ts';
import type { ProblemList } from './problem-list.ts';
import type { Territory } from './territory.ts';

/** What all modules of one configuration share. */
export interface EvaluationContext {
  /** The folder of the root module, absolute. */
  readonly root: string;
  readonly files: FileReader;
  readonly territory: Territory;
  readonly problems: ProblemList;
  /** Where the files that values were read from lie, by display path. */
  readonly absolutePaths: Map<string, string>;
  /** The texts that `file(…)` read, by display path. */
  readonly dataFiles: Map<string, SourceText>;
  /** `terraform.workspace` */
  readonly workspace: Value;
  /** Values given to the root's variables, the winning one of each, before conversion. */
  readonly variables: ReadonlyMap<string, AssignedValue>;
}

/** A value from outside; evaluated when the variable's type says how to read it. */
export interface AssignedValue {
  /** `--var name` or `TF_VAR_name`; null for a value in a file. */
  readonly title: string | null;
  /** Throws an EvaluationError. `literal`: the variable is of a primitive type or of none. */
  read(mode: 'literal' | 'hcl'): Value;
}
