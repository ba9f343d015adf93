import type { RuleSet } from '../model/rule.ts';
import type { Configuration } from './configuration.ts';
import { hclResourceView } from './rule-parts/hcl-view.ts';
import { textOrNull } from './rule-parts/scalars.ts';

/** A block of addresses that the configuration has a name for. */
export interface NamedBlock {
  /** The address of a subnet or of a prefix list. */
  readonly name: string;
  readonly cidr: string;
}

/** Subnets whose blocks are known, and the entries of prefix lists that are. */
export function knownBlocks(configuration: Configuration, ruleSet: RuleSet): readonly NamedBlock[] {
  const subnets = configuration.resources
    .filter(({ type }) => type === 'aws_subnet')
    .flatMap((instance) => {
      const view = hclResourceView(instance, (problem) => configuration.report(problem));
      return ['cidr_block', 'ipv6_cidr_block'].flatMap((name) => {
        const cidr = textOrNull(view.argument(name));
        return cidr ? [{ name: instance.address, cidr }] : [];
      });
    });
  const entries = ruleSet.prefixLists.flatMap(({ address, id, name, cidrs }) =>
    (cidrs ?? []).map((cidr) => ({ name: address ?? name ?? id ?? '', cidr })),
  );
  return [...subnets, ...entries];
}
