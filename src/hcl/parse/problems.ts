/** Thrown where the rest of an item cannot be read; its problem is recorded before. */
export class SyntaxFailure extends Error {
  /** Offset at which reading failed. */
  readonly at: number;

  constructor(at: number) {
    super('HCL syntax');
    this.name = 'SyntaxFailure';
    this.at = at;
  }
}

/** Past this many problems the rest of a file is not looked at: they would be noise. */
export const MAXIMUM_PROBLEMS = 50;

/**
 * Levels of nesting that are read: expressions in expressions, blocks in blocks.
 * Real files stay below 30; the limit keeps every recursive reader of the tree within its stack.
 */
export const MAXIMUM_NESTING = 256;

/** Operators or traversal steps in one unbroken chain; they nest to the left. */
export const MAXIMUM_CHAIN = 1000;
