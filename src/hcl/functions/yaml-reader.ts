import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { Span } from '../ast.ts';
import { formatNumber } from '../convert.ts';
import type { Entry, Origin, Value } from '../value.ts';
import { entry, nullValue, object, tuple } from '../values.ts';
import { ArgumentError } from './function.ts';
import { resolvePlain, resolveTagged } from './yaml-scalar.ts';

/**
 * Reads one YAML document into values, as Terraform's `yamldecode` does.
 * @param finish what is done to every value made, such as naming its source
 * @param originAt where a stretch of the text is written, if that is known
 * @throws ArgumentError
 */
export function readYaml(
  text: string,
  finish: Finish,
  originAt: (span: Span) => Origin | null = () => null,
): Value {
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    merge: false,
    strict: true,
    keepSourceTokens: false,
    logLevel: 'silent',
  });
  if (!Array.isArray(documents)) throw new ArgumentError(0, 'a YAML document is required');
  const [document, second] = documents as readonly Document.Parsed[];
  if (document === undefined) throw new ArgumentError(0, 'a YAML document is required');
  if (second !== undefined) throw new ArgumentError(0, 'unexpected extra content after value');
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new ArgumentError(0, `invalid YAML at offset ${problem.pos[0]}: ${problem.code}`);
  }
  const { explicit, version } = document.directives.yaml;
  if (explicit && version !== '1.1') throw new ArgumentError(0, 'found incompatible YAML document');
  return new YamlReader(document, finish, originAt).read(document.contents);
}

/** Gets every value with its place in the text; null where nothing is written (`key:` alone). */
type Finish = (value: Value, span: Span | null) => Value;

class YamlReader {
  readonly #document: Document.Parsed;
  readonly #finish: Finish;
  readonly #originAt: (span: Span) => Origin | null;
  /** Nodes on the way down: an alias to one of them would never end. */
  readonly #open = new Set<Node>();
  /** Inside brackets or braces. */
  #inFlow = false;
  /** An anchored node is read once, however often it is named. */
  readonly #read = new Map<Node, Value>();

  constructor(document: Document.Parsed, finish: Finish, originAt: (span: Span) => Origin | null) {
    this.#document = document;
    this.#finish = finish;
    this.#originAt = originAt;
  }

  read(node: unknown): Value {
    if (node === null || node === undefined) return this.#finish(nullValue(), null);
    if (isAlias(node)) return this.#alias(node);
    if (isScalar(node)) {
      this.#checkFlow(node);
      return this.#finish(scalarValue(node), spanOf(node));
    }
    const known = this.#read.get(node as Node);
    if (known !== undefined) return known;
    this.#open.add(node as Node);
    const outer = this.#inFlow;
    this.#inFlow = outer || (node as YAMLMap).flow === true;
    const value = this.#finish(this.#collection(node), spanOf(node as Node));
    this.#inFlow = outer;
    this.#open.delete(node as Node);
    this.#read.set(node as Node, value);
    return value;
  }

  /** Terraform's reader refuses `[::/0]`: between brackets no plain scalar begins with a colon. */
  #checkFlow(scalar: Scalar): void {
    if (!this.#inFlow || scalar.type !== Scalar.PLAIN || !scalar.source?.startsWith(':')) return;
    throw new ArgumentError(0, "invalid YAML: found unexpected ':'");
  }

  #alias(alias: Alias): Value {
    const target = alias.resolve(this.#document);
    if (target === undefined) throw new ArgumentError(0, 'reference to undefined anchor');
    if (this.#open.has(target)) {
      throw new ArgumentError(0, 'cannot refer to anchor from inside its own definition');
    }
    // What an anchor names is written where the anchor is.
    return isScalar(target) ? this.#finish(scalarValue(target), spanOf(target)) : this.read(target);
  }

  #collection(node: unknown): Value {
    if (isSeq(node)) {
      checkTag(node.tag, '!!seq');
      return tuple(node.items.map((item) => this.read(item)));
    }
    if (isMap(node)) {
      checkTag(node.tag, '!!map');
      return object(this.#entries(node));
    }
    throw new ArgumentError(0, 'unsupported YAML node');
  }

  /** `<<` merges another mapping; of keys that occur twice the later stands. */
  #entries(node: YAMLMap): Iterable<Entry> {
    const entries = new Map<string, Entry>();
    for (const pair of node.items as readonly Pair[]) {
      if (isMergeKey(pair.key)) {
        const merged = this.read(pair.value);
        if (merged.kind !== 'object') throw new ArgumentError(0, 'map merge requires map');
        for (const [key, item] of merged.entries) entries.set(key, item);
      } else {
        const key = keyText(this.read(pair.key));
        const span = isScalar(pair.key) ? spanOf(pair.key) : null;
        entries.set(key, entry(key, this.read(pair.value), span && this.#originAt(span)));
      }
    }
    return entries.values();
  }
}

/** Without the white space and comments that follow. */
function spanOf({ range }: { readonly range?: Node['range'] }): Span | null {
  return range ? { start: range[0], end: range[1] } : null;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.value === '<<' && key.tag === undefined;
}

function keyText(key: Value): string {
  switch (key.kind) {
    case 'string':
      return key.value;
    case 'number':
      return formatNumber(key.value);
    case 'bool':
      return String(key.value);
    default:
      throw new ArgumentError(0, 'mapping keys must be strings');
  }
}

function scalarValue(scalar: Scalar): Value {
  const text = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '');
  const plain = scalar.type === undefined || scalar.type === Scalar.PLAIN;
  if (scalar.tag === undefined)
    return plain ? resolvePlain(text) : resolveTagged('!!str', text, true);
  return resolveTagged(shortTag(scalar.tag), text, !plain);
}

function shortTag(tag: string): string {
  return tag.replace(/^tag:yaml\.org,2002:/, '!!');
}

function checkTag(tag: string | undefined, wanted: string): void {
  if (tag !== undefined && shortTag(tag) !== wanted) {
    throw new ArgumentError(0, `unsupported tag ${JSON.stringify(shortTag(tag))}`);
  }
}
