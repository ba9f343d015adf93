import type { StateEffect } from '../model/edit.ts';
import type { Rule, RuleSet } from '../model/rule.ts';

/**
 * What Terraform will do to the objects in its state when rules are no longer written. Every argument of
 * `aws_security_group_rule` but the description forces a new object, so the peers that stay are absent for a moment:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule
 */
export function effectsOf(ruleSet: RuleSet, removed: ReadonlySet<string>): StateEffect[] {
  const byAddress = new Map<string, Rule[]>();
  for (const rule of ruleSet.rules) {
    if (rule.address === null) continue;
    byAddress.set(rule.address, [...(byAddress.get(rule.address) ?? []), rule]);
  }
  return [...byAddress].flatMap(([address, rules]) => {
    const going = rules.filter(({ key }) => removed.has(key));
    const style = going[0]?.source?.style;
    if (style === undefined) return [];
    return [{ address, action: actionOn(style, going.length === rules.length) }];
  });
}

function actionOn(
  style: NonNullable<Rule['source']>['style'],
  allGo: boolean,
): StateEffect['action'] {
  switch (style) {
    case 'inline-block':
    case 'inline-attribute':
    case 'inline-dynamic':
      return 'update';
    case 'legacy':
      return allGo ? 'delete' : 'replace';
    case 'standalone':
      return 'delete';
  }
}
