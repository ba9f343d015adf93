import { plain } from './plain.ts';

/** Text or an attribute's value in XML 1.0: its marks escaped, and the characters it does not know made visible. */
export function xml(text: string): string {
  return plain(text.replace(/\r?\n/g, ' '))
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
      '\ufffd',
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
