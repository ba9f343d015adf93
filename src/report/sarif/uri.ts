import { wellFormed } from '../well-formed.ts';

/** A path of the repository as the relative URI that SARIF wants: every segment percent-encoded, no scheme possible. */
export function relativeUri(path: string): string {
  return wellFormed(path).split('/').map(encodeURIComponent).join('/');
}
