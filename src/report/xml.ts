import { plain } from './plain.ts';
import { wellFormed } from './well-formed.ts';

/** Text or an attribute's value in XML 1.0: its marks escaped, and the characters it does not know made visible. */
export function xml(text: string): string {
  return plain(wellFormed(text.replace(/\r?\n/g, ' ')))
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
