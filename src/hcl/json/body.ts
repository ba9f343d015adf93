import type { Attribute, Block, Body, Label, SyntaxProblem } from '../ast.ts';
import type { BlockShape, EnclosingBlock } from '../json.ts';
import { jsonExpression } from './expression.ts';
import type { JsonNode, JsonProperty, JsonString } from './node.ts';

const COMMENT = '//';
const WRONG_TYPE = 'Incorrect JSON value type';

export function bodyOfFile(root: JsonNode, shape: BlockShape, problems: SyntaxProblem[]): Body {
  return new BodyBuilder(shape, problems).body(root, []);
}

class BodyBuilder {
  private readonly shape: BlockShape;
  private readonly problems: SyntaxProblem[];

  constructor(shape: BlockShape, problems: SyntaxProblem[]) {
    this.shape = shape;
    this.problems = problems;
  }

  /** The content of a file or block: an object, or an array of objects that are taken together. */
  body(node: JsonNode, enclosing: readonly EnclosingBlock[]): Body {
    const items: (Attribute | Block)[] = [];
    const names = new Set<string>();
    const where = 'to define arguments and child blocks';
    for (const property of this.properties(node, where)) {
      const type = property.name.value;
      if (type === COMMENT) continue;
      const path = [...enclosing.map((block) => block.type), type];
      const labels = this.shape.labels(path, enclosing);
      if (labels === null) {
        this.refuseSecond(names, property.name);
        items.push(this.attribute(property));
      } else {
        this.blocks(property.name, property.value, labels, [], enclosing, items);
      }
    }
    return { items, start: node.start, end: node.end };
  }

  private attribute({ name, value }: JsonProperty): Attribute {
    return {
      kind: 'attribute',
      name: name.value,
      nameSpan: { start: name.start, end: name.end },
      value: jsonExpression(value, this.problems),
      start: name.start,
      end: value.end,
    };
  }

  /** Peels off the labels that are left, one level of objects each, then makes the blocks. */
  private blocks(
    type: JsonString,
    node: JsonNode,
    labelsLeft: number,
    labels: readonly Label[],
    enclosing: readonly EnclosingBlock[],
    items: (Attribute | Block)[],
  ): void {
    if (labelsLeft > 0) {
      const properties = this.properties(node, 'to specify the labels of this block');
      if (properties.length === 0 && (node.kind === 'object' || node.kind === 'array')) {
        this.report(
          'Missing block label',
          `At least one object property is required, whose name is a label of the "${type.value}" block.`,
          node,
        );
      }
      for (const { name, value } of properties) {
        const label = { value: name.value, quoted: true, start: name.start, end: name.end };
        this.blocks(type, value, labelsLeft - 1, [...labels, label], enclosing, items);
      }
    } else if (node.kind === 'array') {
      for (const element of node.elements) {
        items.push(this.block(type, element, labels, enclosing));
      }
    } else if (node.kind === 'object') {
      items.push(this.block(type, node, labels, enclosing));
    } else if (!isNull(node)) {
      this.report(
        WRONG_TYPE,
        `Either a JSON object or a JSON array is required, representing the contents of one or more "${type.value}" blocks.`,
        node,
      );
    }
  }

  private block(
    type: JsonString,
    node: JsonNode,
    labels: readonly Label[],
    enclosing: readonly EnclosingBlock[],
  ): Block {
    const self = { type: type.value, labels: labels.map((label) => label.value) };
    return {
      kind: 'block',
      type: type.value,
      typeSpan: { start: type.start, end: type.end },
      labels,
      body: this.body(node, [...enclosing, self]),
      start: node.start,
      end: node.end,
    };
  }

  private properties(node: JsonNode, where: string): readonly JsonProperty[] {
    if (isNull(node)) return [];
    if (node.kind === 'object') return node.properties;
    if (node.kind !== 'array') {
      const detail = `Either a JSON object or JSON array of objects is required here, ${where}.`;
      this.report(WRONG_TYPE, detail, node);
      return [];
    }
    return node.elements.flatMap((element) => {
      if (element.kind === 'object') return element.properties;
      this.report(WRONG_TYPE, `A JSON object is required here, ${where}.`, element);
      return [];
    });
  }

  private refuseSecond(names: Set<string>, name: JsonString): void {
    if (names.has(name.value)) {
      this.report('Duplicate argument', `The argument "${name.value}" was already set.`, name);
    }
    names.add(name.value);
  }

  private report(message: string, detail: string, node: JsonNode): void {
    this.problems.push({ message, detail, start: node.start, end: node.end });
  }
}

function isNull(node: JsonNode): boolean {
  return node.kind === 'keyword' && node.value === null;
}
