/** A string literal of HCL: `${` and `%{` are text, not templates. */
export function quoted(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    // Twice the sign stands for itself.
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
  return `"${escaped}"`;
}

/** `["a", "b"]` */
export function list(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`;
}
