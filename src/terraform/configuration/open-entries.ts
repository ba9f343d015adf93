import type { Entry } from '../../hcl/value.ts';

/**
 * The attributes of a resource. Without the provider's schema nobody knows which it has,
 * so asking for any name gives an entry; iterating gives the names that are known for certain.
 */
export class OpenEntries extends Map<string, Entry> {
  readonly #make: (name: string) => Entry;

  constructor(names: Iterable<string>, make: (name: string) => Entry) {
    super();
    this.#make = make;
    for (const name of names) super.set(name, make(name));
  }

  override get(name: string): Entry {
    return super.get(name) ?? this.#make(name);
  }

  override has(_name: string): boolean {
    return true;
  }
}
