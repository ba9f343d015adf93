import {
  type AddressRange,
  type Cidr,
  cidrRange,
  formatAddress,
  parseCidr,
  subtractRanges,
} from '../model/address.ts';
import type { AddressSet } from '../model/address-set.ts';
import type { Peer, Rule, RuleSet } from '../model/rule.ts';
import type { RuleJudgement, RuleTraffic, UnknownReason } from '../model/verdict.ts';

/**
 * Parts of the address space that queries leave out as a whole: `NOT LIKE '10.%'`, and `'172.16.%'` for a sixteenth of
 * what is private there. That none of its addresses was seen says something only where some address of the same part was.
 * Sources: RFC 1918, RFC 6598, RFC 4193, the IANA special-purpose address registries.
 */
const APART: readonly (readonly string[])[] = [
  ['10.0.0.0/8'],
  ['172.16.0.0/16'],
  ['172.17.0.0/16', '172.18.0.0/15', '172.20.0.0/14', '172.24.0.0/13'],
  ['192.168.0.0/16'],
  ['100.64.0.0/10'],
  ['0.0.0.0/8'],
  ['127.0.0.0/8'],
  ['169.254.0.0/16'],
  ['192.0.0.0/24'],
  ['198.18.0.0/15'],
  ['224.0.0.0/4'],
  ['240.0.0.0/4'],
  ['fc00::/7'],
  ['fe80::/10'],
];
const PUBLIC_IPV4 = ['0.0.0.0/0'];
const PUBLIC_IPV6 = ['2000::/3'];

const EXAMPLES = 5;

const NO_TRAFFIC: RuleTraffic = {
  flows: 0,
  sole: 0,
  possible: 0,
  bytes: 0,
  packets: 0,
  firstSeen: null,
  lastSeen: null,
  peers: 0,
  topPeers: [],
  ports: [],
  byDay: [],
};

/**
 * Verdicts by the addresses that accepted traffic came from, and nothing else: no ports, directions, interfaces or times.
 * An ingress rule whose block holds a seen address is used, and one that holds none is unused where the addresses tell of
 * all of its block. Everything else is unknown. All say `address-only`.
 */
export function judgeByAddress(ruleSet: RuleSet, seen: AddressSet): RuleJudgement[] {
  const told = toldRanges(seen);
  const lists = new Map(
    ruleSet.prefixLists.map(({ address, id, cidrs }) => [address ?? id, cidrs]),
  );
  const entriesOf = (peer: Peer): readonly string[] =>
    peer.kind === 'prefix-list' ? (lists.get(peer.address ?? peer.id) ?? []) : [];
  return ruleSet.rules.map((rule) => judgeRule(rule, seen, told, entriesOf(rule.peer)));
}

function judgeRule(
  rule: Rule,
  seen: AddressSet,
  told: readonly AddressRange[],
  entries: readonly string[],
): RuleJudgement {
  const blocks = blocksOf(rule.peer, entries);
  const addresses = blocks.reduce((sum, block) => sum + seen.countIn(block), 0);
  const judge = (
    verdict: RuleJudgement['verdict'],
    more: readonly UnknownReason[] = [],
  ): RuleJudgement => ({
    ruleKey: rule.key,
    verdict,
    reasons: [...more, 'address-only'],
    confidence: 'low',
    traffic: NO_TRAFFIC,
    seen: {
      addresses,
      examples: blocks
        .flatMap((block) => seen.firstIn(block, EXAMPLES))
        .slice(0, EXAMPLES)
        .map(formatAddress),
    },
  });
  // Of an egress rule's peers, only replies come.
  if (rule.direction === 'egress') return judge('unknown');
  if (addresses > 0) return judge('used');
  if (rule.unresolved.some((part) => part === 'existence' || part === 'group')) {
    return judge('unknown', ['unresolved-value']);
  }
  const [block] = blocks;
  // What a list holds may have been another yesterday.
  if (rule.peer.kind !== 'cidr' || !block) return judge('unknown', ['unresolved-peer']);
  const untold = subtractRanges([cidrRange(block)], told);
  return judge(untold.length === 0 ? 'unused' : 'unknown');
}

function blocksOf(peer: Peer, entries: readonly string[]): Cidr[] {
  const texts = peer.kind === 'cidr' ? [peer.value] : entries;
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

/** The parts of the address space that the list tells of. */
function toldRanges(seen: AddressSet): AddressRange[] {
  const apart = APART.map(rangesOf);
  const spaces = [
    subtractRanges(rangesOf(PUBLIC_IPV4), apart.flat()),
    rangesOf(PUBLIC_IPV6),
    ...apart,
  ];
  return spaces.filter((space) => space.some((range) => seen.countWithin(range) > 0)).flat();
}

function rangesOf(cidrs: readonly string[]): AddressRange[] {
  return cidrs.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr ? [cidrRange(cidr)] : [];
  });
}
