import type { CheckInfo } from '../../model/check-info.ts';

/** The settings of a check with their defaults, as they would stand in `.sgaudit.yaml`. */
export function settingsYaml({ id, onByDefault, severity, options }: CheckInfo): string {
  const lines = options.map((option) => `    ${option.name}: ${option.default}\n`);
  return `checks:\n  ${id}:\n    severity: ${onByDefault ? severity : 'off'}\n${lines.join('')}`;
}
