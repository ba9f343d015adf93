import pc from 'picocolors';
import type { ReportRule } from '../model/report.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { plain } from './plain.ts';
import type { Reporter } from './reporter.ts';
import { origin } from './rules-table.ts';

/** Groups with their rules below them: `show --tree`. */
export const reportRulesTree: Reporter = (report, options) => {
  const colors = pc.createColors(options.color);
  const rulesByGroup = new Map<string, ReportRule[]>();
  for (const group of report.groups) rulesByGroup.set(describeGroup(group), []);
  for (const rule of report.rules) {
    const key = describeGroup(rule.group);
    rulesByGroup.set(key, [...(rulesByGroup.get(key) ?? []), rule]);
  }
  const lines: string[] = [];
  for (const [key, rules] of rulesByGroup) {
    const group = report.groups.find((each) => describeGroup(each) === key);
    const facts = [group?.id, group?.name, group?.vpcId].filter((fact) => fact && fact !== key);
    const head = plain(group ? describeGroup(group) : key);
    lines.push(
      `${colors.bold(head)}${facts.length > 0 ? ` ${colors.dim(plain(facts.join(' ')))}` : ''}`,
    );
    for (const [index, rule] of rules.entries()) {
      const branch = index === rules.length - 1 ? '└─' : '├─';
      const missing =
        rule.unresolved.length > 0 ? ` (unresolved: ${rule.unresolved.join(', ')})` : '';
      lines.push(
        `${branch} ${plain(describeRule(rule))}${missing}  ${colors.dim(plain(origin(rule)))}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
};
