import pc from 'picocolors';
import type { Diagnosis, Level } from '../doctor/diagnose.ts';
import { type Language, messagesFor } from '../messages/index.ts';
import { plain } from './plain.ts';

/** For people: each thing with what it costs the verdicts and what settles it. */
export function diagnosesText(
  diagnoses: readonly (Diagnosis & { readonly level: Level })[],
  language: Language,
  color: boolean,
): string {
  const { doctor, text } = messagesFor(language);
  const colors = pc.createColors(color);
  const paint = { ok: colors.green, note: colors.cyan, warning: colors.yellow, error: colors.red };
  const lines = diagnoses.flatMap((diagnosis) => {
    const { what, cost, fix } = doctor.sentence(diagnosis, text.costOfField);
    return [
      `${paint[diagnosis.level](doctor.level[diagnosis.level])} ${plain(what)}`,
      ...(cost ? [`  ${doctor.cost}: ${plain(cost)}`] : []),
      ...(fix ? [`  ${doctor.fix}: ${plain(fix)}`] : []),
    ];
  });
  return `${lines.join('\n')}\n`;
}
