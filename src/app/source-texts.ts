import type { Configuration } from '../terraform/configuration.ts';

/** The texts of all configuration files, and of data files that values were read from, by the path that locations say. */
export function sourceTexts(configuration: Configuration): ReadonlyMap<string, string> {
  const sources = new Map(configuration.dataFiles);
  for (const [path, file] of configuration.files) sources.set(path, file.source);
  return new Map([...sources].map(([path, { text }]) => [path, text]));
}
