import { createHash } from 'node:crypto';
import type { Finding } from '../model/finding.ts';

/**
 * Fingerprints that differ between the roots of a repository, and between findings of one root that violate the
 * same in the same words: the first, the second and so on. Findings come in their total order.
 */
export function distinguish(findings: readonly Finding[], root: string): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const ordinal = seen.get(finding.fingerprint) ?? 0;
    seen.set(finding.fingerprint, ordinal + 1);
    return { ...finding, fingerprint: hash([root, finding.fingerprint, ordinal]) };
  });
}

/** Of anything that JSON can hold: 32 hexadecimal digits. */
export function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
