import { hasPorts, isIcmp, protocolNumber } from '../model/protocol.ts';
import type { Rule } from '../model/rule.ts';
import { CERTAIN, type Level, NONE, POSSIBLE } from './level.ts';

/** A protocol and service port that stands for all that no rule of the set tells apart. */
export interface ServiceClass {
  /** IANA number */
  readonly protocol: number;
  readonly port: number | null;
}

/** Ports `from`–`to` of a protocol belong to one class; `from` null: records without a port. */
export interface ServiceRange {
  readonly protocol: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly serviceClass: number;
}

export interface ServiceClasses {
  readonly classes: readonly ServiceClass[];
  readonly ranges: readonly ServiceRange[];
}

const WITH_PORTS = [6, 17];

/**
 * Cuts each protocol's ports at the ends of the rules' ranges: within a piece every rule says the
 * same. Protocols without ports are one class each.
 */
export function classifyServices(rules: readonly Rule[]): ServiceClasses {
  const classes: ServiceClass[] = [];
  const ranges: ServiceRange[] = [];
  for (let protocol = 0; protocol <= 255; protocol++) {
    if (WITH_PORTS.includes(protocol)) {
      const starts = cuts(rules, protocol);
      starts.forEach((from, position) => {
        const to = (starts[position + 1] ?? 65_536) - 1;
        ranges.push({ protocol, from, to, serviceClass: classes.length });
        classes.push({ protocol, port: from });
      });
    }
    ranges.push({ protocol, from: null, to: null, serviceClass: classes.length });
    classes.push({ protocol, port: null });
  }
  return { classes, ranges };
}

function cuts(rules: readonly Rule[], protocol: number): number[] {
  const starts = new Set([0]);
  for (const rule of rules) {
    if (protocolNumber(rule.protocol) !== protocol) continue;
    if (rule.fromPort !== null) starts.add(rule.fromPort);
    if (rule.toPort !== null) starts.add(rule.toPort + 1);
  }
  return [...starts].filter((port) => port >= 0 && port <= 65_535).sort((a, b) => a - b);
}

/**
 * Whether protocol and port fit a rule. Logs carry no ICMP type, so a rule that names one only may
 * admit; an unknown protocol or port may be any.
 */
export function serviceLevel(rule: Rule, service: ServiceClass): Level {
  if (rule.unresolved.includes('protocol')) return POSSIBLE;
  if (rule.protocol === 'all') return CERTAIN;
  if (protocolNumber(rule.protocol) !== service.protocol) return NONE;
  const open = rule.unresolved.includes('fromPort') || rule.unresolved.includes('toPort');
  if (isIcmp(rule.protocol)) {
    const anyType = rule.fromPort === null || rule.fromPort === -1;
    return !open && anyType ? CERTAIN : POSSIBLE;
  }
  if (!hasPorts(rule.protocol)) return open ? POSSIBLE : CERTAIN;
  const from = bound(rule.fromPort, 0);
  const to = bound(rule.toPort, 65_535);
  if (service.port === null) return !open && from === 0 && to === 65_535 ? CERTAIN : POSSIBLE;
  if (service.port < from || service.port > to) return NONE;
  const stated = isPort(rule.fromPort) && isPort(rule.toPort);
  return open || !stated ? POSSIBLE : CERTAIN;
}

/** A bound that is not a port (null, or the -1 that some write for "any") leaves its side open. */
function bound(port: number | null, open: number): number {
  return isPort(port) ? port : open;
}

function isPort(port: number | null): port is number {
  return port !== null && port >= 0;
}
