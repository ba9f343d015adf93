import type { Group, Peer, Rule, RuleSet } from '../../src/model/rule.ts';

let nextKey = 0;

/** `10.0.0.0/8` is a CIDR, `self` itself, `sg:x` a group, `pl:x` a prefix list, anything else is not resolved. */
function peerOf(text: string): Peer {
  if (text === 'self') return { kind: 'self' };
  if (text.startsWith('sg:')) return { kind: 'group', address: text.slice(3), id: null };
  if (text.startsWith('pl:')) return { kind: 'prefix-list', address: null, id: text.slice(3) };
  if (/^[\da-f.:]+\/\d+$/i.test(text)) return { kind: 'cidr', value: text };
  return { kind: 'unresolved', expression: text };
}

/** A rule from one line: `rule('ingress tcp 443 10.0.0.0/8')`, `rule('egress all - 0.0.0.0/0')`. */
export function rule(text: string, changes: Partial<Rule> = {}): Rule {
  const [direction = '', protocol = '', ports = '-', peer = ''] = text.split(' ');
  const [from, to] = ports.split('-').map(Number);
  const none = ports === '-';
  return {
    key: `rule-${nextKey++}`,
    address: 'aws_security_group.web',
    ruleId: null,
    group: { address: 'aws_security_group.web', id: null, name: 'web' },
    direction: direction === 'egress' ? 'egress' : 'ingress',
    protocol,
    fromPort: none ? null : (from ?? null),
    toPort: none ? null : (to ?? from ?? null),
    peer: peerOf(peer),
    unresolved: [],
    description: 'why it is there',
    location: {
      file: 'main.tf',
      start: { line: nextKey, column: 5 },
      end: { line: nextKey, column: 20 },
    },
    via: [],
    source: null,
    ...changes,
  };
}

export function ruleSet(rules: readonly Rule[], changes: Partial<RuleSet> = {}): RuleSet {
  const groups: Group[] = [...new Set(rules.map((each) => each.group.address))].map((address) => ({
    address,
    id: null,
    name: null,
    vpcId: null,
    description: 'a group',
    location: null,
    origin: 'managed',
    referencedBy: [],
  }));
  return { rules, groups, bindings: [], prefixLists: [], problems: [], ...changes };
}
