import { TemplateGenerator } from './generate-template.ts';
import type { Random } from './random.ts';

const NAMES = [
  'var',
  'local',
  'each',
  'aws_vpc',
  'x',
  'a-b',
  '_tmp',
  'größe',
  '变量',
  'for1',
  'iff',
];
const NUMBERS = ['0', '1', '443', '65535', '3.25', '1e3', '2.5E-2', '007', '10e+2'];
const FUNCTIONS = ['concat', 'try', 'cidrsubnet', 'provider::aws::arn_parse', 'core::max'];
const OPERATORS = '|| && == != < <= > >= + - * / %'.split(' ');

/**
 * Expressions by HCL's grammar. `loose`: inside brackets, where newlines do not matter.
 * Every call may nest one level less.
 */
export class ExpressionGenerator {
  readonly random: Random;
  private readonly templates: TemplateGenerator;

  constructor(random: Random) {
    this.random = random;
    this.templates = new TemplateGenerator(random, (depth) => this.interpolated(depth));
  }

  /** hcl2json drops a branch that is nothing but a null. */
  private interpolated(depth: number): string {
    const expression = this.expression(depth, true);
    return expression === 'null' ? 'local.x' : expression;
  }

  name(): string {
    return this.random.pick(NAMES);
  }

  /** A value that the end of a line follows, so that it may be a heredoc. */
  lineValue(depth: number): string {
    return this.random.chance(0.12) ? this.templates.heredoc(depth) : this.expression(depth, false);
  }

  expression(depth: number, loose: boolean): string {
    if (depth <= 0) return this.simpleTerm();
    const { random } = this;
    const gap = () => this.gap(loose);
    const inner = () => this.expression(depth - 1, loose);
    switch (random.upTo(9)) {
      case 0:
        return `${this.operand(depth - 1, loose)}${gap()} ?${gap()}${inner()}${gap()} :${gap()}${inner()}`;
      case 1:
      case 2:
        return [
          this.operand(depth - 1, loose),
          ...random.times(3, () => this.operand(depth - 1, loose)),
        ].join(` ${gap()}${random.pick(OPERATORS)} ${gap()}`);
      default:
        return this.operand(depth, loose);
    }
  }

  private operand(depth: number, loose: boolean): string {
    // Not before a literal of another type, which hcl2json evaluates and refuses.
    if (!this.random.chance(0.08)) return this.term(depth, loose);
    const sign = this.random.pick(['-', '!', '- ', '!!', '-!']);
    return this.random.chance(0.3)
      ? this.random.pick(['-443', '- 1', '!true'])
      : `${sign}${this.name()}.x`;
  }

  private term(depth: number, loose: boolean): string {
    if (depth <= 0) return this.simpleTerm();
    switch (this.random.upTo(11)) {
      case 0:
        return this.tuple(depth);
      case 1:
        return this.object(depth);
      case 2:
        return `(${this.gap(true)}${this.expression(depth - 1, true)}${this.gap(true)})`;
      case 3:
        return this.call(depth);
      case 4:
        return this.forTuple(depth);
      case 5:
        return this.forObject(depth);
      case 6:
        return this.templates.quoted(depth);
      case 7:
        return loose ? `${this.templates.heredoc(depth)}\n` : this.templates.quoted(depth);
      case 8:
      case 9:
        return this.traversal(depth);
      default:
        return this.simpleTerm();
    }
  }

  private simpleTerm(): string {
    const { random } = this;
    switch (random.upTo(5)) {
      case 0:
        return random.pick(['true', 'false', 'null']);
      case 1:
        return random.pick(NUMBERS);
      case 2:
        return this.templates.plain();
      default:
        return `${this.name()}.${this.name()}`;
    }
  }

  private traversal(depth: number): string {
    const { random } = this;
    const root = random.chance(0.2) ? `(${this.expression(depth - 1, true)})` : this.name();
    const steps = random.times(4, () => this.step(depth));
    // An attribute-only splat takes the attributes that follow; another one among them is not allowed.
    const splat = random.chance(0.15) ? `.*.${this.name()}` : '';
    return [root, ...steps, splat].join('');
  }

  private step(depth: number): string {
    switch (this.random.upTo(6)) {
      case 0:
        return `[${this.gap(true)}${this.expression(depth - 1, true)}${this.gap(true)}]`;
      case 1:
        return `[${this.random.upTo(9)}]`;
      case 2:
        return `["${this.name()}"]`;
      case 3:
        // A letter must follow, or the scanner takes two legacy indexes for one number.
        return `.${this.random.upTo(9)}.${this.name()}`;
      case 4:
        return `[*].${this.name()}`;
      default:
        return ` .${this.name()}`.slice(this.random.upTo(1));
    }
  }

  private call(depth: number): string {
    const parts = this.random.times(3, () => this.expression(depth - 1, true));
    const tail = parts.length > 0 && this.random.chance(0.3) ? this.random.pick(['...', ',']) : '';
    return `${this.random.pick(FUNCTIONS)}(${this.list(parts)}${tail}${this.gap(true)})`;
  }

  private tuple(depth: number): string {
    const parts = this.random.times(4, () => this.expression(depth - 1, true));
    const tail = parts.length > 0 && this.random.chance(0.3) ? ',' : '';
    return `[${this.list(parts)}${tail}${this.gap(true)}]`;
  }

  private list(parts: readonly string[]): string {
    return parts.map((part) => `${this.gap(true)}${part}${this.gap(true)}`).join(',');
  }

  private object(depth: number): string {
    const { random } = this;
    const lines = random.times(4, (index) => {
      const key = this.objectKey(depth, index);
      return `${key}${random.pick([' = ', ' : ', '='])}${this.lineValue(depth - 1)}`;
    });
    if (lines.some((line) => line.includes('<<'))) return `{\n${lines.join('\n')}\n}`;
    const separator = random.pick([', ', '\n', ',\n', ' # c\n', '\n\n// c\n']);
    const edge = random.pick(['', ' ', '\n']);
    return `{${edge}${lines.join(separator)}${lines.length > 0 ? edge : ''}}`;
  }

  /** Keys differ, as hcl2json prints an object. */
  private objectKey(depth: number, index: number): string {
    switch (this.random.upTo(5)) {
      case 0:
        return `(${this.expression(depth - 1, true)})`;
      case 1:
        return `"key-${index}"`;
      case 2:
        return `"${index}\${${this.name()}}"`;
      default:
        return this.random.chance(0.1) ? this.random.pick(['true', 'null']) : `k${index}`;
    }
  }

  private forIntroduction(depth: number): string {
    const names = this.random.pick(['v', 'k, v', 'k,v']);
    return `for ${names} in ${this.expression(depth - 1, true)}${this.gap(true)} :`;
  }

  private forTuple(depth: number): string {
    return `[${this.forIntroduction(depth)} ${this.expression(depth - 1, true)}${this.filter(depth)}]`;
  }

  private forObject(depth: number): string {
    const key = this.expression(depth - 1, true);
    const group = this.random.chance(0.2) ? '...' : '';
    return `{${this.gap(true)}${this.forIntroduction(depth)} ${key} => ${this.expression(depth - 1, true)}${group}${this.filter(depth)}}`;
  }

  private filter(depth: number): string {
    return this.random.chance(0.3) ? ` if ${this.expression(depth - 1, true)}` : '';
  }

  gap(loose: boolean): string {
    const { random } = this;
    if (loose && random.chance(0.15)) {
      return random.pick(['\n', '\n\n  ', ' # c "\n', ' // c }\n', '/* c\n ] */']);
    }
    return random.pick(['', '', ' ', '  ', '\t', ' /* c */ ']);
  }
}
