import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { blocksOf } from '../support/documents.ts';
import { runCommand } from '../support/run-command.ts';

const repository = mkdtempSync(join(tmpdir(), 'sgaudit-editors-'));
afterAll(() => rmSync(repository, { recursive: true, force: true }));
mkdirSync(join(repository, '.git'));
const root = join(repository, 'infra: live [eu]');
mkdirSync(root);
const file = join(root, 'main (old): 2.tf');
writeFileSync(
  file,
  `resource "aws_security_group" "bastion" {
  name = "bastion: way in [x]"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
);

/** The matcher of the snippet, as VS Code reads it: named groups are numbers. */
const [task = '{}'] = blocksOf('editors.md', 'json');
const { problemMatcher } = JSON.parse(task).tasks[0];
const { regexp, ...groups } = problemMatcher.pattern as { regexp: string } & Record<string, number>;

function matched(line: string): Record<string, string | undefined> | null {
  const match = new RegExp(regexp).exec(line);
  if (!match) return null;
  return Object.fromEntries(Object.entries(groups).map(([name, at]) => [name, match[at]]));
}

describe('the problem matcher of docs/editors.md', () => {
  it.each(['en', 'zh-CN'])('finds every finding where it is (%s)', async (lang) => {
    const run = async (format: string) =>
      (await runCommand(Lint, [root, '--format', format, '--lang', lang])).stdout;
    const { findings } = JSON.parse(await run('json')) as Report;
    const lines = (await run('concise')).trimEnd().split('\n');
    expect(findings.length).toBeGreaterThan(2);
    expect(lines.map(matched)).toEqual(
      findings.map(({ checkId, severity, message, location }) => ({
        file: location?.file,
        line: String(location?.start.line),
        column: String(location?.start.column),
        severity,
        message,
        code: checkId,
      })),
    );
    const place = `${repository}/${matched(lines[0] ?? '')?.file}`;
    expect(readFileSync(place, 'utf8')).toContain('bastion');
  });

  it('gives VS Code what it asks of a matcher', () => {
    expect(problemMatcher).toMatchObject({
      owner: 'sgaudit',
      fileLocation: ['relative', '${workspaceFolder}'],
    });
    expect(matched('infra/main.tf: nothing of that form')).toBeNull();
  });
});
