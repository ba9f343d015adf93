import type { Rule } from '../../model/rule.ts';
import { describeGroup, describePeer } from '../../model/rule-text.ts';
import { type Check, type Draft, type LintContext, placeOf, relatedRules } from '../check.ts';
import { type Exposure, publicExposures } from '../public-exposure.ts';
import { ADMIN_PORTS, DATA_PORTS, type SensitivePort } from '../sensitive-ports.ts';

export const publicAdminPort: Check = {
  summary: 'A port of administration (SSH, RDP …) that the internet reaches',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  page: {
    why: 'Such ports are scanned within minutes and guessed at all day.',
    fix: 'Name the addresses of the office or VPN, or use AWS Systems Manager Session Manager or EC2 Instance Connect and close the port.',
    whenNot: 'A honeypot.',
  },
  run: (context) => exposedPorts(context, 'admin', ADMIN_PORTS),
};

export const publicDataPort: Check = {
  summary: 'A data store’s port (PostgreSQL, Redis …) that the internet reaches',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  page: {
    why: 'Open data stores are the most common cause of large leaks.',
    fix: 'Name the application’s group as the peer instead of addresses.',
    whenNot: 'A public replica that is meant to be read by anyone.',
  },
  run: (context) => exposedPorts(context, 'data', DATA_PORTS),
};

function* exposedPorts(
  context: LintContext,
  kind: 'admin' | 'data',
  table: readonly SensitivePort[],
): Iterable<Draft> {
  for (const { exposure, rules } of ingressExposures(context)) {
    const hit = table.filter(
      ({ port, protocols }) =>
        protocols.includes(exposure.protocol) &&
        exposure.ports.from <= port &&
        port <= exposure.ports.to,
    );
    const first = rules[0];
    if (hit.length === 0 || !first) continue;
    const shown = hit.slice(0, 4).map(({ port, name }) => `${port} (${name})`);
    const more = hit.length > 4 ? ` ${context.messages.text.more(hit.length - 4)}` : '';
    yield {
      message: context.messages.finding.publicPorts(
        describeGroup(first.group),
        kind,
        `${exposure.protocol} ${shown.join(', ')}${more}`,
        peersOf(rules),
      ),
      ...exposureDraft(context, exposure),
    };
  }
}

/** Every public ingress exposure of every group. */
export function* ingressExposures(
  context: LintContext,
): Iterable<{ exposure: Exposure; rules: readonly Rule[] }> {
  for (const groupRules of context.rulesByGroup.values()) {
    for (const exposure of publicExposures(groupRules, 'ingress', context.ruleSet.prefixLists)) {
      yield { exposure, rules: exposure.rules };
    }
  }
}

export function exposureDraft(
  context: LintContext,
  exposure: Exposure,
): Pick<Draft, 'location' | 'ruleKeys' | 'related' | 'discriminator'> {
  const [first, ...others] = exposure.rules as [Rule, ...Rule[]];
  return {
    location: placeOf(context, first),
    ruleKeys: exposure.rules.map((rule) => rule.key),
    related: relatedRules(
      context,
      others.map((rule) => rule.key),
      context.messages.finding.related.covers,
    ),
    discriminator: `${exposure.protocol} ${exposure.ports.from}-${exposure.ports.to}`,
  };
}

export function peersOf(rules: readonly Rule[]): string {
  return rules.map((rule) => describePeer(rule.peer)).join(' + ');
}
