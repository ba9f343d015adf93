/** The first of the items in an order, without ordering all of them. */
export function firstOf<Item>(
  items: Iterable<Item>,
  most: number,
  order: (left: Item, right: Item) => number,
): Item[] {
  const first: Item[] = [];
  for (const item of items) {
    if (first.length === most && order(item, first[most - 1]!) >= 0) continue;
    const at = first.findIndex((one) => order(item, one) < 0);
    first.splice(at === -1 ? first.length : at, 0, item);
    if (first.length > most) first.pop();
  }
  return first;
}
