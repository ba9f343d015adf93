import { hasPorts, isIcmp, parseProtocol } from '../../model/protocol.ts';
import type { PartOrigin, RulePart, RuleProblem } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';
import { joinOrigins, partOrigin } from './part-origin.ts';
import { type Reading, readInteger, readText } from './scalars.ts';
import type { Argument } from './view.ts';

/** A problem before its rule has a key. */
export interface DraftProblem {
  readonly kind: RuleProblem['kind'];
  readonly message: string;
  readonly range: SourceRange | null;
}

/** Protocol and port range of a rule, as the model has them. */
export interface Service {
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly unresolved: readonly RulePart[];
  readonly problems: readonly DraftProblem[];
  readonly protocolOrigin: PartOrigin;
  readonly portsOrigin: PartOrigin;
}

export interface ServiceArguments {
  readonly protocol: Argument;
  readonly fromPort: Argument;
  readonly toPort: Argument;
  /** What is refused where `protocol` is all: ports but 0 (inline), any port (standalone), nothing (legacy). */
  readonly portsWithAll: 'zero' | 'none' | 'ignored';
}

const ANY = -1;

export function serviceOf(
  { protocol, fromPort, toPort, portsWithAll }: ServiceArguments,
  callers: readonly SourceRange[],
): Service {
  const problems: DraftProblem[] = [];
  const from = readInteger(fromPort);
  const to = readInteger(toPort);
  const name = readProtocol(protocol, problems);
  const base = {
    protocol: name ?? 'all',
    problems,
    protocolOrigin: partOrigin(protocol, callers),
    portsOrigin: joinOrigins(partOrigin(fromPort, callers), partOrigin(toPort, callers)),
  };
  if (name === null) {
    const unresolved: RulePart[] = ['protocol'];
    if (from.state === 'unknown') unresolved.push('fromPort');
    if (to.state === 'unknown') unresolved.push('toPort');
    return { ...base, fromPort: known(from), toPort: known(to), unresolved };
  }
  if (portsWithAll !== 'none' && !hasPorts(name)) checkPresence(from, to, protocol, problems);
  if (!hasPorts(name) && !isIcmp(name)) {
    if (name === 'all') checkPortsWithAll(from, to, portsWithAll, fromPort, problems);
    return { ...base, fromPort: null, toPort: null, unresolved: [] };
  }
  const unset = isIcmp(name) ? ANY : null;
  checkRange(name, from, to, fromPort.range ?? protocol.range, problems);
  const ends = { fromPort: known(from, unset), toPort: known(to, unset) };
  const unresolved: RulePart[] = [];
  if (ends.fromPort === null) unresolved.push('fromPort');
  if (ends.toPort === null) unresolved.push('toPort');
  return { ...base, ...ends, unresolved };
}

/** Null when it is not known, or is none that EC2 takes. */
function readProtocol(argument: Argument, problems: DraftProblem[]): string | null {
  const reading = readText(argument);
  if (reading.state === 'unknown') return null;
  const text = reading.state === 'known' ? reading.value : argument.text;
  const protocol = reading.state === 'known' ? parseProtocol(text) : null;
  if (protocol === null) {
    problems.push({
      kind: 'unknown-protocol',
      message: `protocol "${text}" is neither tcp, udp, icmp, icmpv6, -1 nor a number from 0 to 255`,
      range: argument.range,
    });
  }
  return protocol;
}

function known(reading: Reading<number>, unset: number | null = null): number | null {
  if (reading.state === 'known') return reading.value;
  return reading.state === 'unset' ? unset : null;
}

/** The schemas of inline and legacy rules require both, whatever the protocol. Of TCP and UDP EC2 asks it too. */
function checkPresence(
  from: Reading<number>,
  to: Reading<number>,
  at: Argument,
  problems: DraftProblem[],
): void {
  if (from.state !== 'unset' && to.state !== 'unset') return;
  const message = 'from_port and to_port are required, with protocols that have no ports too';
  problems.push({ kind: 'missing-argument', message, range: at.range });
}

/** The provider: "from_port and to_port must both be 0 to use the 'ALL' \"-1\" protocol!" */
function checkPortsWithAll(
  from: Reading<number>,
  to: Reading<number>,
  portsWithAll: ServiceArguments['portsWithAll'],
  at: Argument,
  problems: DraftProblem[],
): void {
  if (portsWithAll === 'ignored') return;
  const allowed = portsWithAll === 'zero' ? 0 : ANY;
  const wrong = [from, to].some(
    (reading) => reading.state === 'known' && reading.value !== allowed,
  );
  if (!wrong) return;
  const wanted = portsWithAll === 'zero' ? 'must both be 0' : 'must not be set';
  problems.push({
    kind: 'ports-with-all',
    message: `protocol -1 means every port: from_port and to_port ${wanted}`,
    range: at.range,
  });
}

function checkRange(
  protocol: string,
  from: Reading<number>,
  to: Reading<number>,
  range: SourceRange | null,
  problems: DraftProblem[],
): void {
  const [least, most] = isIcmp(protocol) ? [ANY, 255] : [0, 65535];
  const what = isIcmp(protocol) ? 'ICMP type and code' : 'ports';
  const add = (message: string) => {
    if (problems.some((problem) => problem.message === message)) return;
    problems.push({ kind: 'bad-ports', message, range });
  };
  for (const reading of [from, to]) {
    if (reading.state === 'wrong') add(`"${reading.text}" is not a port number`);
    if (reading.state === 'unset' && !isIcmp(protocol)) {
      add(`${protocol} needs both from_port and to_port`);
    }
    if (reading.state === 'known' && (reading.value < least || reading.value > most)) {
      add(`${reading.value} is outside ${least} to ${most}, the range of ${what}`);
    }
  }
  if (isIcmp(protocol) || from.state !== 'known' || to.state !== 'known') return;
  if (from.value > to.value) add(`from_port ${from.value} is above to_port ${to.value}`);
}
