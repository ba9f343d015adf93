import { isSameName } from '../../../model/group.ts';
import type { LiveRule } from '../../../model/live.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import type { Check, Draft, LintContext } from '../../check.ts';
import { info } from './info.ts';

/** Rules in groups of this Terraform one by one; groups that it does not have at all as one note each. */
export const unmanagedRule: Check = {
  ...info,
  *run(context) {
    const foreign = new Map<string, LiveRule[]>();
    for (const rule of context.live?.rules ?? []) {
      if (rule.ruleKey !== null) continue;
      if (managedGroup(context, rule)) {
        yield ofManagedGroup(context, rule);
      } else {
        const key = rule.group.id ?? describeGroup(rule.group);
        foreign.set(key, [...(foreign.get(key) ?? []), rule]);
      }
    }
    for (const [key, rules] of foreign) {
      const group = rules[0]?.group;
      if (!group) continue;
      yield {
        message: context.messages.check.unmanagedGroup(nameOf(group), rules.length),
        location: null,
        ruleKeys: [],
        severity: 'note',
        // Another root, whose state was not given, may well have it.
        confidence: 'low',
        discriminator: `group ${key}`,
      };
    }
  },
};

function ofManagedGroup(context: LintContext, rule: LiveRule): Draft {
  const owner = ownerOf(rule.tags);
  return {
    message: context.messages.check.unmanagedRule(
      describeRule({ ...rule, unresolved: [] }),
      rule.ruleId,
      describeGroup(rule.group),
      owner,
    ),
    location: managedGroup(context, rule)?.location ?? null,
    ruleKeys: [],
    ...(owner ? { confidence: 'medium' as const } : {}),
    discriminator: rule.ruleId,
  };
}

function managedGroup(context: LintContext, { group }: LiveRule) {
  return context.ruleSet.groups.find(
    (each) => each.origin === 'managed' && isSameName(each, group),
  );
}

function nameOf(group: LiveRule['group']): string {
  return group.id && group.name ? `${group.id} (${group.name})` : describeGroup(group);
}

/**
 * Who else manages a rule, by the tags that controllers leave.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html,
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/security_groups/
 */
function ownerOf(tags: Readonly<Record<string, string>>): string | null {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack) return `CloudFormation ${stack}`;
  const cluster = tags['elbv2.k8s.aws/cluster'] ?? tags['aws:eks:cluster-name'];
  if (cluster) return `Kubernetes ${cluster}`;
  const owned = Object.keys(tags).find((key) => key.startsWith('kubernetes.io/cluster/'));
  return owned ? `Kubernetes ${owned.slice('kubernetes.io/cluster/'.length)}` : null;
}
