import { type Language, messagesFor } from '../messages/index.ts';
import type { RemovalPlanMessages } from '../messages/removal-plan.ts';
import type { RemovalStep, StagedRemoval } from '../model/removal-step.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { shellWord } from '../model/shell-word.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';

/** `01.patch` */
export function patchName({ number }: Pick<RemovalStep, 'number'>): string {
  return `${String(number).padStart(2, '0')}.patch`;
}

/** The overview of a staged removal, in Markdown: what goes when, and why. `folder` is where the patches lie. */
export function reportRemovalPlan(
  steps: readonly RemovalStep[],
  { language, folder }: { readonly language: Language; readonly folder: string },
): string {
  const messages = messagesFor(language).removalPlan;
  const rules = steps.reduce((sum, { removals }) => sum + removals.length, 0);
  const apply = (step: RemovalStep, options = '') =>
    `git apply${options} --whitespace=nowarn ${shellWord(`${folder}/${patchName(step)}`)}`;
  const sections = [
    `# ${messages.title}`,
    messages.intro(rules, steps.length),
    messages.order,
    messages.how,
    markdownBlock('sh', steps.map((step) => apply(step)).join('\n')),
    messages.back,
    markdownBlock(
      'sh',
      [...steps]
        .reverse()
        .map((step) => apply(step, ' -R'))
        .join('\n'),
    ),
    messages.between,
    ...steps.flatMap((step) => stepSections(step, messages)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function stepSections(step: RemovalStep, messages: RemovalPlanMessages): string[] {
  const { rule, group, place, why } = messages.columns;
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const effects = step.effects.map(
    ({ address, action }) => `- ${messages.action[action]} ${markdownCode(address)}`,
  );
  return [
    `## ${messages.step(step.number, step.removals.length)} (${markdownCode(patchName(step))})`,
    [
      row([rule, group, place, why]),
      row(['---', '---', '---', '---']),
      ...step.removals.map((removal) => row(cellsOf(removal, messages))),
    ].join('\n'),
    ...(effects.length > 0 ? [`${messages.effects}:\n\n${effects.join('\n')}`] : []),
  ];
}

function cellsOf(removal: StagedRemoval, messages: RemovalPlanMessages): string[] {
  const { rule } = removal;
  const place = rule.location ? `${rule.location.file}:${rule.location.start.line}` : '';
  return [
    markdownCode(describeRule(rule)),
    markdownCode(describeGroup(rule.group)),
    place === '' ? '' : markdownCode(place),
    markdownText(messages.why(removal)),
  ];
}
