/** Distinct texts in the order in which they came; the first is '', which stands for none. */
export class Dictionary {
  readonly texts: string[] = [''];
  readonly #places = new Map([['', 0]]);

  /** The text's place, made where there is none. */
  place(text: string | null): number {
    if (text === null) return 0;
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.texts.length;
      this.texts.push(text);
      this.#places.set(text, place);
    }
    return place;
  }
}
