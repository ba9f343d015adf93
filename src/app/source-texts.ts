import type { Configuration } from '../terraform/configuration.ts';

/** The texts of all configuration files by the path that locations say. */
export function sourceTexts(configuration: Configuration): ReadonlyMap<string, string> {
  return new Map([...configuration.files].map(([path, file]) => [path, file.source.text]));
}
