/** Gets a damaged file once more from where it came from; false where that is of no use. */
export type FetchAgain = (path: string) => Promise<boolean>;

/** Looks at a file, and once more where it was damaged and has been fetched again. */
export async function orFetchedAgain<Result>(
  path: string,
  look: () => Promise<Result>,
  isDamaged: (result: Result) => boolean,
  fetchAgain: FetchAgain | undefined,
): Promise<Result> {
  const result = await look();
  return isDamaged(result) && (await fetchAgain?.(path)) ? look() : result;
}
