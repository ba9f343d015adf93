import type { Attribute, Block, FileNode, SourceText, Span } from '../../hcl/ast.ts';
import type { Scope } from '../../hcl/scope.ts';
import type { Value, Via } from '../../hcl/value.ts';
import type { Problem } from '../../model/problem.ts';
import type { FileReader } from '../files.ts';

/** What `terraform plan` would be told, and where it may read. */
export interface ConfigurationOptions {
  /** The folder of the root module, absolute. */
  readonly root: string;
  /** Nothing outside this folder is read, but for variable files and what `modules.json` names. Absolute. */
  readonly repositoryRoot: string;
  /** Values of `--var-file`, in the order given; relative ones are relative to `root`. */
  readonly variableFiles: readonly string[];
  /** Values of `--var`, in the order given. */
  readonly variables: readonly VariableAssignment[];
  /** `TF_VAR_…`, `TF_DATA_DIR` and `TF_WORKSPACE` are taken from here. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: FileReader;
}

/** `--var name=text`: a string, or HCL where the variable's type is not primitive. */
export interface VariableAssignment {
  readonly name: string;
  readonly text: string;
}

/** The whole of a root module and the modules under it, with `count` and `for_each` expanded. */
export interface Configuration {
  /** A module's own first, in order of files and places, then those of the modules it calls. */
  readonly resources: readonly ResourceInstance[];
  readonly outputs: readonly OutputValue[];
  readonly moduleCalls: readonly ModuleCall[];
  /** Every file that was read as configuration or variables, by the path that locations say. */
  readonly files: ReadonlyMap<string, FileNode>;
  /** The texts that `file(…)` read while values were evaluated, by the path that locations say. */
  readonly dataFiles: ReadonlyMap<string, SourceText>;
  /** From a file's display path to where it lies. */
  readonly absolutePaths: ReadonlyMap<string, string>;
  /**
   * Each problem once, in order of place. Values are evaluated when they are first asked for,
   * so read this after the work: what failed on the way is in it.
   */
  readonly problems: readonly Problem[];
  /** Adds a problem that a reader of this configuration met; the same one twice is kept once. */
  report(problem: Problem): void;
}

export type Repetition = 'none' | 'count' | 'for_each';

/** One instance of a `resource` or `data` block. */
export interface ResourceInstance {
  /** With indexes: `module.web["a"].aws_security_group.this[0]`, `data.aws_vpc.main`. */
  readonly address: string;
  /** `''` in the root module. */
  readonly moduleAddress: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** Null without repetition, and for the instance that stands for all of an unknown number. */
  readonly key: string | number | null;
  readonly repetition: Repetition;
  /** `unknown`: the count or keys of the resource, or of a module around it, are not known; one instance stands for all. */
  readonly existence: 'known' | 'unknown';
  /** Override files already merged in. */
  readonly block: Block;
  readonly source: SourceText;
  /** Sees `each`, `count` and `self` of this instance. Right for every expression of `source`. */
  readonly scope: Scope;
  /**
   * The scope for an attribute or nested block directly in `block.body`.
   * It is `scope` unless the item came from an override file; then its `source` is that file.
   */
  scopeOf(item: Attribute | Block): Scope;
  /** The module calls around it, nearest first. */
  readonly callers: Via | null;
}

/** An `output` block of one module instance. */
export interface OutputValue {
  readonly name: string;
  /** `''` in the root module. */
  readonly moduleAddress: string;
  /** Evaluated on first use; unknown where evaluation failed. */
  readonly value: Value;
  readonly block: Block;
  readonly source: SourceText;
}

/** One instance of a `module` block. */
export interface ModuleCall {
  /** `module.web["a"]` */
  readonly address: string;
  readonly existence: 'known' | 'unknown';
  /** As written; null when it is not a literal. */
  readonly moduleSource: string | null;
  /** The folder it was read from (display path); null when the module is not on disk. */
  readonly folder: string | null;
  readonly block: Block;
  readonly source: SourceText;
  readonly callers: Via | null;
}

/** A stretch of one source. */
export interface Place {
  readonly source: SourceText;
  readonly span: Span;
}
