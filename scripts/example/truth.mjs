/**
 * What is true of every rule, reckoned from the connections themselves: they know who opened them,
 * so nothing has to be inferred. The story's own verdicts are checked against it.
 */
import { contains } from './addresses.mjs';
import { dayStart, GAP, INTERFACES, PREFIX_LISTS, WINDOW } from './places.mjs';
import { RULES } from './rules.mjs';

const PROTOCOL_NAMES = { 1: 'icmp', 6: 'tcp', 17: 'udp' };
const WINDOW_START = dayStart(WINDOW.firstDay);
const WINDOW_END = dayStart(WINDOW.lastDay) + 86_400;

/** Each rule with its expected verdict; throws where the story and the connections disagree. */
export function truth(connections, stories) {
  const counts = count(connections);
  return RULES.map((rule) => {
    const expected = stories.includes(rule.story) ? 'used' : rule.verdict;
    const { admitted, sole } = counts.get(rule);
    const reckoned = verdictOf(rule, admitted, sole);
    if (reckoned !== expected) {
      throw new Error(`${rule.address}: the story says ${expected}, its traffic ${reckoned}`);
    }
    return {
      address: rule.address,
      group: rule.group,
      direction: rule.direction,
      protocol: rule.protocol,
      fromPort: rule.fromPort,
      toPort: rule.toPort,
      peer: rule.peer,
      verdict: expected,
      reasons: rule.reasons,
      why: expected === rule.verdict ? rule.why : `Added traffic: ${rule.story}.`,
      connections: admitted,
      story: rule.story,
    };
  });
}

/** Per rule: accepted connections of the window that it admits, and those that it alone admits. */
function count(connections) {
  const counts = new Map(RULES.map((rule) => [rule, { admitted: 0, sole: 0 }]));
  for (const connection of connections) {
    if (!connection.accepted) continue;
    const inWindow = connection.from >= WINDOW_START && connection.from < WINDOW_END;
    for (const [own, peer, direction] of [
      [connection.server, connection.client, 'ingress'],
      [connection.client, connection.server, 'egress'],
    ]) {
      if (!own.interface) continue;
      const admitting = RULES.filter((rule) =>
        admits(rule, own.interface, direction, peer.address, connection),
      );
      if (admitting.length === 0) {
        throw new Error(
          `no rule admits ${direction} on ${own.interface.name}: ` +
            `${connection.client.address} to ${connection.server.address}:${connection.serverPort}`,
        );
      }
      if (!inWindow) continue;
      for (const rule of admitting) {
        counts.get(rule).admitted++;
        if (admitting.length === 1) counts.get(rule).sole++;
      }
    }
  }
  return counts;
}

function admits(rule, networkInterface, direction, peer, connection) {
  return (
    rule.direction === direction &&
    networkInterface.groups.some((group) => group.address === rule.group) &&
    matchesPorts(rule, connection) &&
    matchesPeer(rule, peer)
  );
}

function matchesPorts(rule, { protocol, serverPort }) {
  if (rule.protocol === 'all') return true;
  if (rule.protocol !== PROTOCOL_NAMES[protocol]) return false;
  // Every ping of the story is an echo request; each ICMP rule admits that.
  return rule.protocol === 'icmp' || (rule.fromPort <= serverPort && serverPort <= rule.toPort);
}

function matchesPeer({ group, peer, live }, address) {
  const isMember = (groupAddress) =>
    INTERFACES.some(
      (each) =>
        (each.address === address || each.ipv6 === address) &&
        each.groups.some((own) => own.address === groupAddress),
    );
  switch (peer.kind) {
    case 'cidr':
      return contains(peer.value, address);
    case 'prefix-list':
      return PREFIX_LISTS[peer.id].some((entry) => contains(entry.Cidr, address));
    case 'group':
      return isMember(peer.address);
    case 'self':
      return isMember(group);
    case 'unresolved':
      return live !== null && contains(live, address);
    default:
      throw new Error(`unknown kind of peer: ${peer.kind}`);
  }
}

/** The verdict that complete knowledge gives, less what the files cannot show. */
function verdictOf(rule, admitted, sole) {
  const members = INTERFACES.filter((each) =>
    each.groups.some((group) => group.address === rule.group),
  );
  const sameEnds = rule.protocol === 'udp' && rule.fromPort === 7946;
  if (sameEnds || rule.peer.kind === 'unresolved') return 'unknown';
  if (sole > 0) return 'used';
  if (admitted > 0) return 'redundant';
  if (members.length === 0) return 'unknown';
  return members.some((each) => each.name === GAP.interface) ? 'unknown' : 'unused';
}
