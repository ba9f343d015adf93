import type { CheckConfig } from '../config/config.ts';

/** What narrowing may propose, and when it is worth saying. */
export interface NarrowingOptions {
  /** The most entries that may replace one. */
  readonly budget: number;
  /** Percent of the addresses or ports that must be given up. */
  readonly leastReduction: number;
}

/** The settings of all checks, defaults filled in. */
export interface LintOptions {
  /** Ports that a group may open to the internet without a finding of `public-ingress`. */
  readonly publicServicePorts: readonly number[];
  /** Beside the built-in tables. */
  readonly adminPorts: readonly number[];
  readonly dataPorts: readonly number[];
  readonly cidrs: NarrowingOptions & {
    /** CIDRs with this prefix or a longer one are narrow enough. */
    readonly narrowIpv4: number;
    readonly narrowIpv6: number;
    /** The longest prefix that is proposed. */
    readonly ipv4Prefix: number;
    readonly ipv6Prefix: number;
  };
  readonly ports: NarrowingOptions;
  /** Private IPv4 peers with a shorter prefix are wide. */
  readonly widePrivatePrefix: number;
}

/** The settings that `.sgaudit.yaml` gives under `checks`. */
export function lintOptions(checks: Readonly<Record<string, CheckConfig>> = {}): LintOptions {
  const cidr = checks['overbroad-cidr'];
  const ports = checks['overbroad-ports'];
  return {
    publicServicePorts: checks['public-ingress']?.ports ?? [80, 443],
    adminPorts: checks['public-admin-port']?.ports ?? [],
    dataPorts: checks['public-data-port']?.ports ?? [],
    cidrs: {
      budget: cidr?.budget ?? 8,
      leastReduction: cidr?.leastReduction ?? 50,
      narrowIpv4: cidr?.narrowIpv4 ?? 24,
      narrowIpv6: cidr?.narrowIpv6 ?? 64,
      ipv4Prefix: cidr?.ipv4Prefix ?? 32,
      ipv6Prefix: cidr?.ipv6Prefix ?? 64,
    },
    ports: { budget: ports?.budget ?? 4, leastReduction: ports?.leastReduction ?? 50 },
    widePrivatePrefix: checks['wide-private-peer']?.prefix ?? 16,
  };
}
