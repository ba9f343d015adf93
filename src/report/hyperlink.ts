/**
 * A text that a terminal opens an address by: the escape sequence OSC 8
 * (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda). The address may hold printable ASCII only.
 */
export function hyperlink(url: string, text: string): string {
  if (!/^[\x21-\x7e]*$/.test(url)) return text;
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
