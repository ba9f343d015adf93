import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-baseline-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const bastion = (cidrs: string, port = 22) => `resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Way in"

  ingress {
    description = "SSH"
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = [${cidrs}]
  }
}
`;

/** A repository with a root module in `infra`. */
function repository(text: string): {
  folder: string;
  root: string;
  file: string;
  baseline: string;
} {
  const folder = mkdtempSync(join(top, 'repository-'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'infra'));
  const file = join(folder, 'infra', 'main.tf');
  writeFileSync(file, text);
  return { folder, root: join(folder, 'infra'), file, baseline: join(folder, 'baseline.json') };
}

const SKIP = ['--skip', 'unused-group'];
async function lint(root: string, ...flags: string[]) {
  const result = await runCommand(Lint, [
    root,
    '--format',
    'json',
    '--lang',
    'en',
    ...SKIP,
    ...flags,
  ]);
  const report = JSON.parse(result.stdout) as Report;
  return { ...result, report, findings: report.findings };
}

async function baselined(text: string) {
  const made = repository(text);
  const flags = ['--baseline', made.baseline];
  const first = await lint(made.root, ...flags, '--update-baseline');
  return { ...made, first, again: (...more: string[]) => lint(made.root, ...flags, ...more) };
}

describe('--baseline', () => {
  it('keeps what is known in the report, but not in the exit code', async () => {
    const { first, again } = await baselined(bastion('"0.0.0.0/0"'));
    expect(first.exitCode).toBe(0);
    const { exitCode, findings } = await again();
    expect(exitCode).toBe(0);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.suppressed).toMatchObject({ by: 'baseline', until: null });
    expect(findings[0]?.suppressed?.reason).toContain('baseline.json');
  });

  it('holds when lines move and files are renamed', async () => {
    const { file, again } = await baselined(bastion('"0.0.0.0/0"'));
    writeFileSync(file, `\n\n# moved\n${bastion('"0.0.0.0/0"')}`);
    renameSync(file, file.replace('main.tf', 'ways-in.tf'));
    expect((await again()).findings.map(({ suppressed }) => suppressed?.by)).toEqual(['baseline']);
  });

  it.each([
    ['another peer', bastion('"0.0.0.0/0", "::/0"')],
    ['another port', bastion('"0.0.0.0/0"', 3389)],
  ])('does not hide %s of the same resource', async (_, text) => {
    const { file, again } = await baselined(bastion('"0.0.0.0/0"'));
    writeFileSync(file, text);
    const { exitCode, findings } = await again();
    expect(exitCode).toBe(1);
    expect(findings.some(({ suppressed }) => suppressed === null)).toBe(true);
  });

  it('does not hide the same address in another root', async () => {
    const { folder, baseline } = await baselined(bastion('"0.0.0.0/0"'));
    mkdirSync(join(folder, 'staging'));
    writeFileSync(join(folder, 'staging', 'main.tf'), bastion('"0.0.0.0/0"'));
    const other = await lint(join(folder, 'staging'), '--baseline', baseline);
    expect(other.exitCode).toBe(1);
    expect(other.stderr).not.toContain('nothing any more');
    await lint(join(folder, 'staging'), '--baseline', baseline, '--update-baseline');
    const roots = JSON.parse(readFileSync(baseline, 'utf8')).entries.map(
      (entry: { root: string }) => entry.root,
    );
    expect(roots).toEqual(['infra', 'staging']);
  });

  it('hides as many of equal findings as there were', async () => {
    const comment = '# sgaudit-ignore: public-egress -- a proxy filters\n';
    const { file, again } = await baselined(`${comment}${bastion('"10.0.0.0/24"')}`);
    const twice = `${comment}${bastion('"10.0.0.0/24"')}\n${comment}output "id" {\n  value = 1\n}\n`;
    writeFileSync(file, twice);
    const { findings } = await again();
    expect(findings.map(({ suppressed }) => suppressed?.by ?? null)).toEqual(['baseline', null]);
  });

  it('says which entries are stale, and drops them on update', async () => {
    const { file, baseline, again } = await baselined(bastion('"0.0.0.0/0"'));
    writeFileSync(file, bastion('"203.0.113.0/24"'));
    const { stderr, exitCode } = await again();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('has an entry that matches nothing any more (public-admin-port');
    await again('--update-baseline');
    expect(JSON.parse(readFileSync(baseline, 'utf8')).entries).toEqual([]);
  });

  it('keeps on update what checks that did not run have in it', async () => {
    const { baseline, again } = await baselined(bastion('"0.0.0.0/0"'));
    const { stderr } = await again('--only', 'public-egress');
    expect(stderr).not.toContain('nothing any more');
    await again('--update-baseline', '--only', 'public-egress');
    expect(JSON.parse(readFileSync(baseline, 'utf8')).entries).toHaveLength(1);
  });

  it.each([
    ['of another version', '{"baselineVersion": 7, "entries": []}', 'version 7'],
    ['that is none', '{"failed_checks": []}', 'not a baseline of sgaudit'],
    ['that is not JSON', 'nothing', 'not JSON'],
    ['that is damaged', '{"baselineVersion": 1, "entries": [{"root": 1}]}', 'damaged'],
    [
      'with a key that it does not know',
      '{"baselineVersion": 1, "entries": [], "findings": []}',
      'damaged: / must NOT have additional properties',
    ],
    [
      'with an entry that lacks its root',
      '{"baselineVersion": 1, "entries": [{"checkId": "unused-rule", "fingerprint": "f", "file": null, "message": ""}]}',
      "damaged: /entries/0 must have required property 'root'",
    ],
    ['that is null', 'null', 'not a baseline'],
  ])('refuses a file %s, and says what to do', async (_, text, message) => {
    const { root, baseline } = repository(bastion('"0.0.0.0/0"'));
    writeFileSync(baseline, text);
    for (const flags of [[], ['--update-baseline']]) {
      const { exitCode, stderr } = await lint(root, '--baseline', baseline, ...flags);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr).toContain('--update-baseline');
    }
    expect(readFileSync(baseline, 'utf8')).toBe(text);
  });

  it('refuses one that is not there', async () => {
    const { root, baseline } = repository(bastion('"0.0.0.0/0"'));
    const { exitCode, stderr } = await lint(root, '--baseline', baseline);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('write it with --update-baseline');
    expect(existsSync(baseline)).toBe(false);
  });

  it('asks which one is to be updated', async () => {
    const { root } = repository(bastion('"0.0.0.0/0"'));
    const { exitCode, stderr } = await lint(root, '--update-baseline');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('which baseline?');
  });

  it('is found by the configuration, beside it, and nowhere outside the repository', async () => {
    const { folder, root, baseline } = repository(bastion('"0.0.0.0/0"'));
    writeFileSync(join(folder, '.sgaudit.yaml'), 'baseline: baseline.json\n');
    await lint(root, '--update-baseline');
    expect(existsSync(baseline)).toBe(true);
    expect((await lint(root)).exitCode).toBe(0);
    writeFileSync(join(folder, '.sgaudit.yaml'), 'baseline: ../elsewhere.json\n');
    const refused = await lint(root);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('outside the repository');
  });
});

describe('overrides', () => {
  const config = (text: string) => {
    const made = repository(bastion('"0.0.0.0/0"'));
    mkdirSync(join(made.root, 'legacy'));
    writeFileSync(join(made.folder, '.sgaudit.yaml'), text);
    return made;
  };

  it('change severity and options for findings in the files that fit', async () => {
    const { root, file } = config(
      'overrides:\n  - paths: ["infra/old*.tf"]\n    checks:\n      public-admin-port: { severity: note }\n',
    );
    expect((await lint(root)).findings).toMatchObject([{ severity: 'error' }]);
    renameSync(file, join(root, 'old-ways.tf'));
    expect((await lint(root)).findings).toMatchObject([{ severity: 'note' }]);
  });

  it('switch a check off, or one on that is off by default', async () => {
    const { root } = config(
      'overrides:\n  - paths: ["infra/"]\n    checks:\n      public-admin-port: { severity: off }\n      inline-rules: { severity: warning }\n',
    );
    expect((await lint(root)).findings).toMatchObject([
      { checkId: 'inline-rules', severity: 'warning' },
    ]);
  });

  it('give options', async () => {
    const made = repository(bastion('"0.0.0.0/0"', 8443));
    const override = (ports: string) =>
      writeFileSync(
        join(made.folder, '.sgaudit.yaml'),
        `overrides:\n  - paths: [main.tf]\n    checks:\n      public-ingress: { ports: ${ports} }\n`,
      );
    override('[443]');
    expect((await lint(made.root)).findings).toHaveLength(1);
    override('[8443]');
    expect((await lint(made.root)).findings).toHaveLength(0);
  });

  it('are refused with the place of what is wrong', async () => {
    const { root } = config('overrides:\n  - path: ["infra/"]\n    checks: {}\n');
    const { exitCode, stderr } = await lint(root);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('.sgaudit.yaml:2:5');
    expect(stderr).toContain('did you mean "paths"?');
  });
});
