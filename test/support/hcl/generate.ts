import { ExpressionGenerator } from './generate-expression.ts';
import { Random } from './random.ts';

const LABELLED = ['resource', 'data', 'module', 'dynamic'];
const UNLABELLED = ['ingress', 'egress', 'lifecycle', 'locals', 'egreß'];

/** A valid HCL file by the grammar of the native syntax; the same seed gives the same file. */
export function generateFile(seed: number): string {
  const generator = new FileGenerator(new Random(seed));
  return generator.file();
}

class FileGenerator {
  private readonly random: Random;
  private readonly expressions: ExpressionGenerator;

  constructor(random: Random) {
    this.random = random;
    this.expressions = new ExpressionGenerator(random);
  }

  file(): string {
    const text = this.bodyItems(3).join('');
    const unterminated = this.random.chance(0.2) && !text.includes('<<') ? text.trimEnd() : text;
    return this.random.chance(0.2) ? unterminated.replaceAll('\n', '\r\n') : unterminated;
  }

  private bodyItems(depth: number): string[] {
    const { random } = this;
    return random.times(5, (index) => {
      const blank = random.pick(['', '', '\n', '# note\n', '/* note\n */\n', '// "\n']);
      const indentation = random.pick(['', '  ', '\t']);
      const isBlock = depth > 0 && random.chance(0.5);
      const item = isBlock ? this.block(depth - 1) : this.attribute(index);
      return `${blank}${indentation}${item}${this.lineEnd(item)}`;
    });
  }

  private attribute(index: number): string {
    const equals = this.random.pick([' = ', '=', '   =\t', ' = /* c */ ']);
    return `${this.expressions.name()}_${index}${equals}${this.expressions.lineValue(this.random.upTo(4))}`;
  }

  private block(depth: number): string {
    const { random } = this;
    const header = random.chance(0.5) ? random.pick(UNLABELLED) : this.labelledHeader();
    const open = random.pick([' {', '{', ' /* c */ {']);
    if (random.chance(0.15))
      return `${header}${open} a = ${this.expressions.expression(2, false)} }`;
    if (random.chance(0.1)) return `${header}${open}}`;
    return `${header}${open}${random.pick(['', ' # c'])}\n${this.bodyItems(depth).join('')}}`;
  }

  private labelledHeader(): string {
    const quoted = () => `"${this.random.pick(['web', 'a b', 'ü', 'x\\"y', '10%', 'a.b'])}"`;
    const label = () => (this.random.chance(0.3) ? this.expressions.name() : quoted());
    const type = this.random.pick(LABELLED);
    return `${type} ${label()} ${label()}`;
  }

  /** What may follow an item on its line; after a heredoc's marker nothing may. */
  private lineEnd(item: string): string {
    const endsInMarker = /\n[ \t]*[\w-]+$/.test(item);
    return endsInMarker ? '\n' : this.random.pick(['\n', '\n', ' \n', ' # "c\n', ' // c\n']);
  }
}
