import { Decimal } from 'decimal.js';
import type {
  Attribute,
  Block,
  Body,
  Expression,
  FileNode,
  ObjectItem,
  Template,
  TemplatePart,
} from '../../../src/hcl/ast.ts';

/** What hcl2json prints: arguments as values, anything that must be evaluated as `"${source text}"`. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** The tree of a file without problems in hcl2json's shape. Throws where hcl2json cannot express a file either. */
export function toHcl2json(file: FileNode): JsonObject {
  return new Converter(file.source.text).body(file.body);
}

class Converter {
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  body(body: Body): JsonObject {
    const result: JsonObject = emptyObject();
    for (const item of body.items) if (item.kind === 'block') this.block(item, result);
    // An attribute and a block of one name lose the block.
    for (const item of body.items) if (item.kind === 'attribute') this.attribute(item, result);
    return result;
  }

  private attribute(attribute: Attribute, into: JsonObject): void {
    into[attribute.name] = this.expression(attribute.value);
  }

  private block(block: Block, into: JsonObject): void {
    let target = into;
    let key = block.type;
    for (const label of block.labels) {
      target[key] ??= emptyObject();
      const inner = target[key] as Json;
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
        throw new Error(`blocks with and without label: ${key}`);
      }
      target = inner;
      key = label.value;
    }
    const value = this.body(block.body);
    const current = target[key];
    if (current === undefined) target[key] = [value];
    else if (Array.isArray(current)) current.push(value);
    else target[key] = [current, value];
  }

  private expression(expression: Expression): Json {
    switch (expression.kind) {
      case 'number':
        return Number(expression.text);
      case 'bool':
        return expression.value;
      case 'null':
        return null;
      case 'unary':
        return this.unary(expression);
      case 'template':
        return this.template(expression);
      case 'tuple':
        return expression.elements.map((element) => this.expression(element));
      case 'object':
        return this.object(expression.items);
      default:
        return this.wrapped(expression);
    }
  }

  private unary(expression: Expression & { kind: 'unary' }): Json {
    const { operand, operator } = expression;
    if (operand.kind === 'number' && operator === '-') return -Number(operand.text);
    if (operand.kind === 'bool' && operator === '!') return !operand.value;
    return this.wrapped(expression);
  }

  private object(items: readonly ObjectItem[]): JsonObject {
    const result: JsonObject = emptyObject();
    for (const item of items) result[this.key(item.key)] = this.expression(item.value);
    return result;
  }

  private key(key: Expression): string {
    return isAbsoluteTraversal(key) ? this.text(key) : this.stringPart(key);
  }

  private stringPart(expression: Expression): string {
    switch (expression.kind) {
      case 'number':
        return new Decimal(expression.text).toFixed();
      case 'bool':
        return String(expression.value);
      case 'null':
        return 'null';
      case 'template':
        return this.templateText(expression);
      case 'conditional':
        return this.directive(expression.condition, [expression.then], [expression.else]);
      default:
        return this.wrapped(expression);
    }
  }

  private template(template: Template): Json {
    const { parts } = template;
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'interpolation') {
      return this.expression(only.expression);
    }
    return this.parts(parts);
  }

  /** Where a template stands inside another one. */
  private templateText(template: Template): string {
    const [only] = template.parts;
    if (template.parts.length === 1 && only?.kind === 'interpolation') {
      return this.stringPart(only.expression);
    }
    return this.parts(template.parts);
  }

  private parts(parts: readonly TemplatePart[]): string {
    return parts.map((part) => this.part(part)).join('');
  }

  private part(part: TemplatePart): string {
    switch (part.kind) {
      case 'text':
        return part.value.replaceAll(/([$%])\{/g, '$1$1{');
      case 'interpolation':
        return this.stringPart(part.expression);
      case 'if':
        return this.ifDirective(
          this.text(part.condition),
          this.parts(part.then),
          this.parts(part.else),
        );
      case 'for': {
        const names = part.keyName === null ? part.valueName : `${part.keyName}, ${part.valueName}`;
        return `%{for ${names} in ${this.text(part.collection)}}${this.parts(part.body)}%{endfor}`;
      }
    }
  }

  private directive(condition: Expression, then: Expression[], otherwise: Expression[]): string {
    const all = (list: Expression[]) => list.map((each) => this.stringPart(each)).join('');
    return this.ifDirective(this.text(condition), all(then), all(otherwise));
  }

  private ifDirective(condition: string, then: string, otherwise: string): string {
    const tail = otherwise === '' ? '' : `%{else}${otherwise}`;
    return `%{if ${condition}}${then}${tail}%{endif}`;
  }

  private wrapped(expression: Expression): string {
    return `\${${this.text(expression)}}`;
  }

  private text(expression: Expression): string {
    return this.source.slice(expression.start, expression.end);
  }
}

/** `a.b[0]["c"]`: a name with attributes and literal indexes only. */
function isAbsoluteTraversal(expression: Expression): boolean {
  switch (expression.kind) {
    case 'variable':
      return true;
    case 'get-attribute':
      return isAbsoluteTraversal(expression.object);
    case 'index':
      return isLiteral(expression.key) && isAbsoluteTraversal(expression.collection);
    default:
      return false;
  }
}

function isLiteral(key: Expression): boolean {
  if (key.kind === 'template') return key.parts.every((part) => part.kind === 'text');
  return key.kind === 'number' || key.kind === 'bool' || key.kind === 'null';
}

/** Without a prototype, so that `__proto__` is a key like any other. */
function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}
