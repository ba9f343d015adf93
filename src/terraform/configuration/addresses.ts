/** `module.web`, `aws_instance.db[0]`, `aws_instance.db["a"]`, as Terraform writes addresses. */
export function instanceAddress(address: string, key: string | number | null): string {
  if (key === null) return address;
  return typeof key === 'number' ? `${address}[${key}]` : `${address}[${quotedKey(key)}]`;
}

export function within(moduleAddress: string, address: string): string {
  return moduleAddress === '' ? address : `${moduleAddress}.${address}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
  '${': '$${',
  '%{': '%%{',
};

/** An instance key as an HCL string, as Terraform's `StringKey` prints it; what does not print becomes `\uXXXX`. */
export function quotedKey(key: string): string {
  const text = key.replace(
    /\$\{|%\{|["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
    (match) => ESCAPES[match] ?? unicodeEscape(match),
  );
  return `"${text}"`;
}

function unicodeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
