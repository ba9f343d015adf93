import { FIELD_BY_NAME, FIELD_MAXIMUM } from '../fields.ts';

/** The fields that the rollup reads, as indices into a record's values. */
export const ROLE = {
  skipped: 0,
  'interface-id': 1,
  'account-id': 2,
  'vpc-id': 3,
  srcaddr: 4,
  dstaddr: 5,
  'pkt-srcaddr': 6,
  'pkt-dstaddr': 7,
  srcport: 8,
  dstport: 9,
  protocol: 10,
  bytes: 11,
  packets: 12,
  start: 13,
  end: 14,
  'tcp-flags': 15,
  action: 16,
  'log-status': 17,
  'flow-direction': 18,
} as const;
export const ROLES = 19;

/** Where a value is read like: a text that recurs, an address, a whole number, a word of a few. */
export const isTextRole = (role: number) => role >= 1 && role <= 3;
export const isAddressRole = (role: number) => role >= 4 && role <= 7;
export const isNumberRole = (role: number) => role >= 8 && role <= 15;

export function roleOf(field: string): number {
  const known = FIELD_BY_NAME.get(field);
  if (known === undefined || known.use === 'skipped') return ROLE.skipped;
  return ROLE[field as keyof typeof ROLE];
}

/** Largest value of each number, by role. */
export const MAXIMUM = Float64Array.from({ length: ROLES }, (_, role) => {
  const field = Object.entries(ROLE).find(([, each]) => each === role)?.[0] ?? '';
  return Number(FIELD_MAXIMUM.get(field) ?? 0);
});

/** A value that is `-` in the record, or that its layout lacks. */
export const NONE = -1;
/** A number outside of its field's domain. */
export const OUTSIDE = -2;
export const WORDS = {
  action: { ACCEPT: 1, REJECT: 2 },
  'log-status': { OK: 1, NODATA: 2, SKIPDATA: 3 },
  'flow-direction': { ingress: 1, egress: 2 },
} as const;
/** Of a word that is none of those. */
export const OTHER_WORD = 0;

/** What an address's value is: IPv4's number, or the place of another text among those seen where an address belongs. */
export const ADDRESS = { none: 0, ipv4: 1, text: 2 } as const;
