import type { Attribute, Block, FileNode } from '../hcl/ast.ts';
import { positionAt } from '../hcl/source-text.ts';
import { expressionsOf } from '../hcl/walk.ts';
import type { Rule } from '../model/rule.ts';
import { encloses, type SourceRange } from '../model/source.ts';
import type { EditableFile } from './editable-file.ts';

export function rangeKey(range: SourceRange): string {
  return `${range.file}:${range.startOffset}-${range.endOffset}`;
}

/** Which rules come from which places of the text. */
export class RuleIndex {
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #byBlock = new Map<string, Rule[]>();
  readonly #byPlace = new Map<string, Rule[]>();
  readonly #places = new Map<string, SourceRange>();
  readonly #files: ReadonlyMap<string, EditableFile>;
  /** Who else uses a file, whose rules are not known here; null when nobody does. */
  readonly otherUser: (file: string) => string | null;
  #references: Map<string, { file: FileNode; offset: number }[]> | null = null;

  constructor(
    rules: readonly Rule[],
    files: ReadonlyMap<string, EditableFile>,
    otherUser: (file: string) => string | null = () => null,
  ) {
    this.otherUser = otherUser;
    this.#rules = new Map(rules.map((rule) => [rule.key, rule]));
    this.#files = files;
    for (const rule of rules) {
      if (!rule.source) continue;
      add(this.#byBlock, rangeKey(rule.source.block), rule);
      const { peer, ports, protocol } = rule.source;
      const places = [
        ...(peer.literal ? [peer.literal] : []),
        ...peer.via,
        ...[peer, ports, protocol].flatMap((part) => part.inputs),
      ];
      const distinct = new Map(places.map((place) => [rangeKey(place), place]));
      for (const [key, place] of distinct) {
        add(this.#byPlace, key, rule);
        this.#places.set(key, place);
      }
    }
  }

  rule(key: string): Rule {
    const rule = this.#rules.get(key);
    if (!rule) throw new RangeError(`no rule ${key}`);
    return rule;
  }

  file(path: string): EditableFile | undefined {
    return this.#files.get(path);
  }

  rulesOfBlock(range: SourceRange): readonly Rule[] {
    return this.#byBlock.get(rangeKey(range)) ?? [];
  }

  /** The rules that have a part from this place or from within it. */
  rulesWithin(place: SourceRange): readonly Rule[] {
    const exact = this.#byPlace.get(rangeKey(place)) ?? [];
    const inside = [...this.#places.values()]
      .filter((range) => encloses(place, range))
      .flatMap((range) => this.#byPlace.get(rangeKey(range)) ?? []);
    return [...new Set([...exact, ...inside])];
  }

  /** Where `type.name` is referred to outside its own block (`file:line`), or null. */
  referenceTo(name: string, own: Block): string | null {
    this.#references ??= collectReferences(this.#files);
    const reference = this.#references
      .get(name)
      ?.find(({ offset }) => offset < own.start || offset >= own.end);
    if (!reference) return null;
    const { source } = reference.file;
    return `${source.path}:${positionAt(source, reference.offset).line}`;
  }
}

function add(map: Map<string, Rule[]>, key: string, rule: Rule): void {
  const rules = map.get(key);
  if (rules) rules.push(rule);
  else map.set(key, [rule]);
}

function isMoved(item: Attribute | Block): boolean {
  return item.kind === 'block' && item.type === 'moved';
}

/** Every `a.b` of every expression of every file. */
function collectReferences(files: ReadonlyMap<string, EditableFile>) {
  const references = new Map<string, { file: FileNode; offset: number }[]>();
  for (const { node: file } of files.values()) {
    // A `moved` block may name what is no more: https://developer.hashicorp.com/terraform/language/moved
    const items = file.body.items.filter((item) => !isMoved(item));
    for (const expression of expressionsOf({ ...file.body, items })) {
      if (expression.kind !== 'get-attribute' || expression.object.kind !== 'variable') continue;
      const name = `${expression.object.name}.${expression.name}`;
      const places = references.get(name) ?? [];
      places.push({ file, offset: expression.start });
      references.set(name, places);
    }
  }
  return references;
}
