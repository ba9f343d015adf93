import type { Explanation } from '../../src/model/explanation.ts';
import type { Report } from '../../src/model/report.ts';
import type { Location } from '../../src/model/source.ts';
import { finding, place } from './exchange-report.ts';
import { reportOf, reportRule } from './reports.ts';
import { rule } from './rules.ts';

/** What a name, a description, a file or a log may hold to make an output do or hide something. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'terminal escape': '\u001b[2J\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  'cursor and bell': 'ok\r\u0007\b\b\bno',
  'workflow command': '\n::error file=x::owned\n::set-output name=a::b\n##[add-mask]x',
  markdown:
    '[click](javascript:alert(1)) ![x](https://evil.example/p.png) **bold** | cell | `code`',
  'markdown block': '```\n# heading\n<details>\n@everyone #1',
  html: '<img src=x onerror=alert(1)></script><script>alert(1)</script>',
  xml: ']]><!ENTITY x SYSTEM "file:///etc/passwd">&x;&#0;\u0000\ufffe',
  formula: '=HYPERLINK("https://evil.example","x")+cmd|\' /C calc\'!A0',
  'right to left': '\u202egnp.exe\u2066\u200f',
  'lone surrogate': 'a\ud800b',
  uri: 'javascript:alert(1)//../../../etc/passwd?x#y',
  'very long': 'x'.repeat(70_000),
};

/** A report whose every text of the user's is this one. */
export function hostileReport(text: string): Report {
  const location = place(`infra/${text}.tf`, 1, 1, 2);
  const unused = reportRule(
    rule('ingress tcp 22 10.0.0.0/8', {
      address: `aws_security_group.web["${text}"]`,
      group: { address: null, id: null, name: text },
      description: text,
      peer: { kind: 'unresolved', expression: text },
      location,
    }),
    'unknown',
    { reasons: ['unresolved-peer', text], fixRefused: text },
  );
  return reportOf([unused], {
    target: { root: text, sources: ['hcl'] },
    findings: [
      finding({
        message: text,
        location,
        ruleKeys: [unused.key],
        related: [{ message: text, location }],
      }),
      finding({
        message: text,
        location: null,
        fingerprint: 'other',
        suppressed: { by: 'comment', reason: text, until: null },
      }),
    ],
    errors: [{ code: 'damaged-log', message: text, location }],
    explanations: [explanation(unused.key, text, location)],
  });
}

function explanation(ruleKey: string, text: string, location: Location): Explanation {
  const counts = { accepted: 1, rejected: 0, noData: 0, skipData: 0 };
  return {
    ...{ ruleKey, style: 'inline-block', block: location, ports: location, protocol: location },
    grounds: {
      derivation: {
        ...{ decidedBy: 'served', coveredBy: [], admitted: 1, needed: 0, gaps: [], open: [] },
        ...{ servedBy: ['other'], confidence: 'high' },
      },
      shared: [{ ruleKeys: ['other', text], flows: 1 }],
      admits: {
        kind: 'members',
        interfaces: [{ interface: text, addresses: [text], certain: true }],
      },
      members: [
        {
          ...{ interface: text, addresses: [text], certainDays: 1, possibleDays: 1 },
          ...{ daysWithRecords: 1, incompleteDays: [text], skippedDays: [], records: counts },
          ...{ captures: 1, capturesInGroup: 1 },
        },
      ],
      unknownMembers: 0,
    },
    observed: {
      peers: [{ address: text, flows: 1, bytes: 1, certain: true, lastSeen: text }],
      ports: [],
      byInterface: [],
      dropped: { peers: 0, flows: 0 },
    },
    others: [{ key: 'other', address: text, text, group: text, location, verdict: 'used' }],
    certificate: {
      schemaVersion: '1.0',
      tool: { name: 'sgaudit', version: text },
      rollupSchemaVersion: 2,
      rule: { key: ruleKey, address: text, ruleId: text, group: text, text, location },
      ...{ verdict: 'redundant', confidence: 'high', reasons: [text], minimumDays: 14 },
      window: { start: '2026-11-01T00:00:00Z', end: '2026-11-15T00:00:00Z', days: 14 },
      coverage: [],
      records: { read: 1, ...counts },
      orientation: { observed: 1, learned: 0, inferred: 0, ambiguous: 0 },
      damaged: [{ file: text, problem: text }],
      captures: [{ capturedAt: text, interfaces: 1 }],
      removal: null,
      inputs: [{ kind: 'configuration', name: text, sha256: 'a'.repeat(64) }],
      inputsSha256: 'a'.repeat(64),
    },
  };
}
