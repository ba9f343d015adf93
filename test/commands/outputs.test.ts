import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import { ReportCommand } from '../../src/commands/report.ts';
import { junitProblems, schemaProblems } from '../support/exchange-judges.ts';
import { runCommand } from '../support/run-command.ts';
import { githubProblems, sarifProblems } from '../support/sarif-schema.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-outputs-'));
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

beforeAll(async () => {
  const { exitCode } = await runCommand(Lint, [
    EXAMPLE,
    ...['--state', join(EXAMPLE, 'terraform.tfstate')],
    ...['--flow-logs', join(EXAMPLE, 'flow-logs'), '--inventory', join(EXAMPLE, 'inventory')],
    ...['--window', '2026-11-02..2026-11-15', '--format', 'text', '--output', at('text.txt')],
    ...['--json', at('r.json'), '--sarif', at('r.sarif'), '--gitlab', at('gl.json')],
    ...['--junit', at('junit.xml'), '--markdown', at('r.md'), '--html', at('r.html')],
  ]);
  expect(exitCode).toBe(1);
});

afterEach(() => {
  delete process.env.GITHUB_STEP_SUMMARY;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files of a run', () => {
  it('are as the judges of their formats want them', async () => {
    const sarif = JSON.parse(read('r.sarif'));
    expect(sarifProblems(sarif)).toEqual([]);
    expect(githubProblems(sarif)).toEqual([]);
    expect(schemaProblems('gitlab-code-quality', JSON.parse(read('gl.json')))).toEqual([]);
    expect(await junitProblems(read('junit.xml'))).toEqual([]);
    expect(read('r.html')).toMatch(/^<!doctype html>\n<html lang="en">[\s\S]*<\/html>\n$/);
    expect(read('r.md')).toContain('## sgaudit: Security-group rules');
  });

  it('are the same when they are made from the saved report', async () => {
    const { stdout } = await runCommand(ReportCommand, [at('r.json'), '--format', 'sarif']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(read('r.sarif')));
    const gitlab = await runCommand(ReportCommand, [at('r.json'), '--format', 'gitlab']);
    expect(gitlab.stdout).toBe(read('gl.json'));
    const junit = await runCommand(ReportCommand, [at('r.json'), '--format', 'junit']);
    expect(junit.stdout).toBe(read('junit.xml'));
  });

  it('are refused when two would be one', async () => {
    const { exitCode, stderr } = await runCommand(ReportCommand, [
      ...[at('r.json'), '--sarif', at('same'), '--junit', at('same')],
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('two results would be written to');
  });

  it("add to the step's summary what was there before, for GitHub only", async () => {
    writeFileSync(at('summary.md'), 'before\n');
    process.env.GITHUB_STEP_SUMMARY = at('summary.md');
    await runCommand(ReportCommand, [at('r.json'), '--format', 'junit', '--output', at('x.xml')]);
    expect(read('summary.md')).toBe('before\n');
    const { stdout } = await runCommand(ReportCommand, [at('r.json'), '--format', 'github']);
    expect(stdout).toMatch(/^::(error|warning|notice) file=examples\/terraform\//m);
    expect(read('summary.md')).toMatch(/^before\n## sgaudit: /);
  });
});
