import { describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import type { Explanation } from '../../src/model/explanation.ts';
import type { Report } from '../../src/model/report.ts';
import type { Location } from '../../src/model/source.ts';
import { FORMATS, type Format, REPORTERS } from '../../src/report/index.ts';
import { junitProblems } from '../support/exchange-judges.ts';
import { finding, optionsOf, place } from '../support/exchange-report.ts';
import { reportOf, reportRule } from '../support/reports.ts';
import { rule } from '../support/rules.ts';
import { githubProblems, sarifProblems } from '../support/sarif-schema.ts';

/** What a name, a description, a file or a log may hold to make an output do or hide something. */
const HOSTILE: Readonly<Record<string, string>> = {
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

function report(text: string): Report {
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

/** Characters that act instead of being seen.  */
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const BINARY: readonly Format[] = ['xlsx'];

describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
  it.each(FORMATS.filter((format) => !BINARY.includes(format)))(
    'does nothing in %s',
    async (format) => {
      const output = String(await (await REPORTERS[format]())(report(text), optionsOf()));
      expect(output).not.toMatch(ACTING);
      await JUDGES[format]?.(output, text);
    },
  );
});

const JUDGES: Partial<Record<Format, (output: string, text: string) => void | Promise<void>>> = {
  json: (output) => void JSON.parse(output),
  explanation: (output) => {
    // Every section, each of its lines indented, and none beyond the terminal's width.
    const heads = output.split('\n').filter((line) => /^\S/.test(line));
    expect(heads.filter((line) => !line.startsWith('ingress')).length).toBeGreaterThan(7);
    for (const line of output.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  },
  concise: (output) => {
    const lines = output.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/:\d+:\d+: (error|warning): .* \[[a-z-]+\]$/);
  },
  sarif: (output) => {
    expect(sarifProblems(JSON.parse(output))).toEqual([]);
    expect(githubProblems(JSON.parse(output))).toEqual([]);
  },
  gitlab: (output) => void JSON.parse(output),
  'gitlab-sast': (output) => void JSON.parse(output),
  rdjson: (output) => void JSON.parse(output),
  junit: async (output) => expect(await junitProblems(output)).toEqual([]),
  github: (output) => {
    const lines = output.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^::(error|warning) [^\n]*$/);
  },
  html: (output) => {
    // Every tag is one of the page's own, and what the text says stands in it as text only.
    const tags = new Set([...output.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, name]) => name));
    for (const name of ['img', 'iframe', 'object', 'form', 'base', 'ENTITY', 'everyone']) {
      expect(tags).not.toContain(name);
    }
    expect(output.match(/<script/g)).toHaveLength(2);
    expect(output.match(/<\/script/g)).toHaveLength(2);
    expect(output).not.toMatch(/<[^>]*\s(on[a-z]+|style|src)=/i);
    expect(output.match(/<a [^>]*href="(?!#)/)).toBeNull();
  },
  markdown: (output) => {
    // Outside code, no tag but our own, no image, no link, no mention, no heading of the text's.
    const prose = output.replace(/(`+)[^`].*?\1/g, '');
    expect(prose.replace(/<\/?(details|summary)>/g, '')).not.toMatch(/<[a-z!/]/i);
    expect(prose).not.toMatch(/(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)@\w/);
    expect(output.match(/^# heading/gm)).toBeNull();
  },
};
