import { ALL_PORTS } from '../model/ports.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup, describePeer } from '../model/rule-text.ts';
import { type Draft, type LintContext, placeOf, relatedRules } from './check.ts';
import { type Exposure, publicExposures } from './public-exposure.ts';
import type { SensitivePort } from './sensitive-ports.ts';

/** Exposures of the ports of a table, one finding each. */
export function* exposedPorts(
  context: LintContext,
  kind: 'admin' | 'data',
  builtIn: readonly SensitivePort[],
): Iterable<Draft> {
  const added = kind === 'admin' ? context.options.adminPorts : context.options.dataPorts;
  const table = [...builtIn, ...added.map(configuredPort)];
  for (const exposure of ingressExposures(context)) {
    const hit = table.filter(
      ({ port, protocols }) =>
        protocols.includes(exposure.protocol) &&
        exposure.ports.from <= port &&
        port <= exposure.ports.to,
    );
    const first = exposure.rules[0];
    if (hit.length === 0 || !first) continue;
    const shown = hit.slice(0, 4).map(({ port, name }) => (name ? `${port} (${name})` : `${port}`));
    const more = hit.length > 4 ? ` ${context.messages.text.more(hit.length - 4)}` : '';
    yield {
      message: context.messages.finding.publicPorts(
        describeGroup(first.group),
        kind,
        `${exposure.protocol} ${shown.join(', ')}${more}`,
        peersOf(exposure.rules),
      ),
      ...exposureDraft(context, exposure),
    };
  }
}

function configuredPort(port: number): SensitivePort {
  return { port, name: '', protocols: ['tcp', 'udp'] };
}

/** Every public ingress exposure of every group. */
export function* ingressExposures(context: LintContext): Iterable<Exposure> {
  for (const groupRules of context.rulesByGroup.values()) {
    yield* publicExposures(groupRules, 'ingress', context.prefixLists);
  }
}

export function exposureDraft(
  context: LintContext,
  exposure: Exposure,
): Pick<Draft, 'location' | 'ruleKeys' | 'related' | 'discriminator' | 'confidence'> {
  const [first, ...others] = exposure.rules as [Rule, ...Rule[]];
  return {
    location: placeOf(context, first),
    ruleKeys: exposure.rules.map((rule) => rule.key),
    related: relatedRules(
      context,
      others.map((rule) => rule.key),
      context.messages.finding.related.covers,
    ),
    ...(exposure.rules.some((rule) => rule.unresolved.includes('existence'))
      ? { confidence: 'medium' as const }
      : {}),
    discriminator: `${exposure.protocol} ${exposure.ports.from}-${exposure.ports.to}`,
  };
}

/** Exposures of all ports; protocol "all" is exposed as tcp and as udp, but is one rule and one finding. */
export function* allPortExposures(exposures: Iterable<Exposure>): Iterable<Exposure> {
  const seen = new Set<string>();
  for (const exposure of exposures) {
    if (exposure.ports.from > ALL_PORTS.from || exposure.ports.to < ALL_PORTS.to) continue;
    const about = exposure.rules.map((rule) => rule.key).join();
    if (seen.has(about)) continue;
    seen.add(about);
    yield exposure;
  }
}

export function peersOf(rules: readonly Rule[]): string {
  return rules.map((rule) => describePeer(rule.peer)).join(' + ');
}
