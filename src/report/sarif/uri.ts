/** A path of the repository as the relative URI that SARIF wants: every segment percent-encoded, no scheme possible. */
export function relativeUri(path: string): string {
  const whole = path.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
  return whole.split('/').map(encodeURIComponent).join('/');
}
