import { formatNumber } from '../convert.ts';
import type { MappingValue, SequenceValue, Value } from '../value.ts';
import { CallError } from './function.ts';
import { isMapping, isSequence } from './results.ts';
import { canBeLiteral, literalScalar, quotedScalar } from './yaml-text.ts';

/**
 * YAML as Terraform's `yamlencode` writes it: block style, every text in double quotes
 * or, with several lines, as a literal block; lists in maps are not indented.
 * The value must be wholly known.
 */
export function toYaml(value: Value): string {
  const writer = new YamlWriter();
  writer.node(value, -1, false);
  const text = writer.text.endsWith('\n') ? writer.text : `${writer.text}\n`;
  return isPlain(value) ? `${text}...\n` : text;
}

/** At the top a plain scalar is closed with `...`. */
function isPlain(value: Value): boolean {
  return value.kind === 'number' || value.kind === 'bool' || value.kind === 'null';
}

class YamlWriter {
  text = '';

  /** @param inline whether the first entry of a collection goes on the current line */
  node(value: Value, indent: number, inline: boolean): void {
    if (isSequence(value)) this.#sequence(value, indent, inline);
    else if (isMapping(value)) this.#mapping(value, indent, inline);
    else this.#scalar(value, indent);
  }

  #scalar(value: Value, indent: number): void {
    switch (value.kind) {
      case 'string':
        this.text += canBeLiteral(value.value)
          ? literalScalar(value.value, Math.max(indent, 0) + 2)
          : quotedScalar(value.value, this.#column(), Math.max(indent, 0) + 2);
        break;
      case 'number':
        this.text += formatNumber(value.value);
        break;
      case 'bool':
        this.text += String(value.value);
        break;
      case 'null':
        this.text += 'null';
        break;
      default:
        throw new CallError('the value is not known');
    }
  }

  #sequence(value: SequenceValue, indent: number, inline: boolean): void {
    if (value.elements.length === 0) {
      this.text += '[]';
      return;
    }
    const own = Math.max(indent, 0);
    for (const [index, element] of value.elements.entries()) {
      if (index > 0 || !inline) this.#newLine(own);
      this.text += '- ';
      this.node(element, this.#nested(element, own), true);
    }
  }

  /** A collection inside an item is indented by the width of `- `. */
  #nested(element: Value, own: number): number {
    return isSequence(element) || isMapping(element) ? own + 2 : own;
  }

  #mapping(value: MappingValue, indent: number, inline: boolean): void {
    if (value.entries.size === 0) {
      this.text += '{}';
      return;
    }
    const own = Math.max(indent, 0);
    let first = true;
    for (const item of value.entries.values()) {
      if (!first || !inline) this.#newLine(own);
      first = false;
      if (isSimpleKey(item.key)) {
        this.text += `${quotedScalar(item.key, 0, null)}:`;
      } else {
        this.text += '? ';
        this.#scalar({ kind: 'string', value: item.key, origin: null }, own);
        this.#newLine(own);
        this.text += ':';
      }
      this.#mappedValue(item.value, own);
    }
  }

  #mappedValue(value: Value, own: number): void {
    const filledList = isSequence(value) && value.elements.length > 0;
    const filledMap = isMapping(value) && value.entries.size > 0;
    if (filledList) {
      this.node(value, own, false);
    } else if (filledMap) {
      this.node(value, own + 2, false);
    } else {
      this.text += ' ';
      this.node(value, own, false);
    }
  }

  #newLine(indent: number): void {
    if (this.text !== '' && !this.text.endsWith('\n')) this.text += '\n';
    this.text += ' '.repeat(indent);
  }

  #column(): number {
    return [...this.text.slice(this.text.lastIndexOf('\n') + 1)].length;
  }
}

const LONGEST_SIMPLE_KEY = 128;

function isSimpleKey(key: string): boolean {
  return !key.includes('\n') && Buffer.byteLength(key) <= LONGEST_SIMPLE_KEY;
}
