/** Tasks that were taken, so that a request that is sent again, by HCP Terraform or by somebody else, does nothing. */
export class SeenTasks {
  readonly #limit: number;
  readonly #ids = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True for a task that is new; the oldest is forgotten when there are too many. */
  take(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > this.#limit && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }

  /** One that could not be taken after all may come again. */
  forget(id: string): void {
    this.#ids.delete(id);
  }
}
