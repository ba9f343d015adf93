import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RuleProblem } from '../../../src/model/rule.ts';
import { rulesOfText } from '../rules/loading.ts';
import { findTerraform, OFFLINE_PROVIDER, type Terraform } from '../rules/terraform.ts';
import { PROVIDER_CASES, type ProviderCase } from './cases.ts';

/** What passes `validate` and `plan` and fails at apply, for EC2 refuses it. */
const EC2_ALONE: readonly { kind: RuleProblem['kind']; what: RegExp; because: string }[] = [
  {
    kind: 'unknown-protocol',
    what: /^protocol "/,
    because: 'EC2 takes the names tcp, udp, icmp and icmpv6, and numbers up to 255',
  },
  {
    kind: 'bad-ports',
    what: /^protocol (tcp|icmp), ports|^protocol "06"/,
    because: 'EC2 wants both ports, in order and within 0 to 65535; ICMP types and codes up to 255',
  },
  {
    kind: 'ports-with-all',
    what: /^protocol -1, ports/,
    because: 'the provider refuses it, or finds another rule than it asked for, when it applies',
  },
  {
    kind: 'no-peer',
    what: /^(no peer|self = false|an empty (group|prefix list|list of CIDRs))$/,
    because: 'EC2 wants a peer',
  },
  {
    kind: 'malformed-cidr',
    what: /^IPv4 "::ffff:/,
    because: 'the provider takes the mapped address for IPv4, EC2 does not',
  },
  {
    kind: 'bad-description',
    what: /^a description (of 256|in|with)/,
    because: 'the provider leaves descriptions of standalone rules to EC2',
  },
];

const terraform = findTerraform();
const judged = terraform === null ? describe.skip : describe;

judged(
  `invalid rules, judged by the provider${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`,
  () => {
    const root = mkdtempSync(join(tmpdir(), 'sgaudit-invalid-'));
    afterAll(() => rmSync(root, { recursive: true, force: true }));
    let theirs: ReadonlyMap<string, string>;
    const ours = new Map<string, RuleProblem[]>();

    beforeAll(async () => {
      theirs = await refusals(terraform!, root);
      const { problems } = rulesOfText(PROVIDER_CASES.map(({ hcl }) => hcl).join('\n'));
      for (const problem of problems) {
        const name = problem.address.split('.')[1] ?? '';
        ours.set(name, [...(ours.get(name) ?? []), problem]);
      }
    }, 400_000);

    it('finds all that validate and plan refuse', () => {
      expect(theirs.size).toBeGreaterThan(200);
      const missed = PROVIDER_CASES.filter(({ name }) => theirs.has(name) && !ours.has(name));
      expect(missed.map((each) => `${described(each)}: ${theirs.get(each.name)}`)).toEqual([]);
    });

    it('finds beyond that only what EC2 refuses', () => {
      const beyond = PROVIDER_CASES.filter(({ name }) => ours.has(name) && !theirs.has(name));
      const unexplained = beyond.filter(({ name, what }) =>
        ours.get(name)?.some(({ kind }) => {
          return !EC2_ALONE.some((each) => each.kind === kind && each.what.test(what));
        }),
      );
      expect(
        unexplained.map((each) => `${described(each)}: ${ours.get(each.name)?.[0]?.message}`),
      ).toEqual([]);
      const kinds = new Set(
        beyond.flatMap(({ name }) => ours.get(name) ?? []).map(({ kind }) => kind),
      );
      expect([...kinds].sort()).toEqual([...new Set(EC2_ALONE.map(({ kind }) => kind))].sort());
    });
  },
);

function described({ type, what }: ProviderCase): string {
  return `${type}: ${what}`;
}

/** By case, what `validate` says, and of what it lets pass, `plan`. */
async function refusals(terraform: Terraform, root: string): Promise<Map<string, string>> {
  writeFileSync(join(root, 'provider.tf'), OFFLINE_PROVIDER);
  writeFileSync(join(root, 'main.tf'), PROVIDER_CASES.map(({ hcl }) => hcl).join(''));
  await terraform.run(root, 'init', '-input=false', '-no-color');
  const refused = new Map<string, string>();
  const add = ({ severity, summary, detail, address, snippet }: Diagnostic) => {
    const name = /case_\w+/.exec(address ?? snippet?.context ?? '')?.[0];
    if (severity !== 'error') return;
    if (name === undefined) throw new Error(`of no case: ${summary} ${detail}`);
    refused.set(name, `${summary} ${detail ?? ''}`.trim());
  };
  JSON.parse(await printed(terraform, root, 'validate', '-json')).diagnostics.forEach(add);
  const passed = PROVIDER_CASES.filter(({ name }) => !refused.has(name));
  writeFileSync(join(root, 'main.tf'), passed.map(({ hcl }) => hcl).join(''));
  const lines = (await printed(terraform, root, 'plan', '-json', '-input=false')).split('\n');
  for (const line of lines.filter((each) => each.includes('"diagnostic"'))) {
    const { diagnostic } = JSON.parse(line) as { diagnostic?: Diagnostic };
    if (diagnostic) add(diagnostic);
  }
  return refused;
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly snippet?: { readonly context?: string | null };
}

/** What it prints, whether or not it ends well. */
function printed(terraform: Terraform, root: string, ...args: string[]): Promise<string> {
  return terraform.run(root, ...args).catch((error: { stdout?: string }) => {
    if (!error.stdout) throw error;
    return error.stdout;
  });
}
