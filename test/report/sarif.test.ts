import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/report.ts';
import { reportSarif } from '../../src/report/sarif/sarif.ts';
import { exchangeReport, finding, optionsOf, place } from '../support/exchange-report.ts';
import { githubProblems, type SarifLog, sarifProblems } from '../support/sarif-schema.ts';

async function sarif(report: Report, language: 'en' | 'zh-CN' = 'en'): Promise<SarifLog> {
  return JSON.parse(String(await reportSarif(report, optionsOf({ language }))));
}

describe('SARIF', () => {
  it('is valid by the official schema, and by what GitHub wants beyond it', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const log = await sarif(exchangeReport(), language);
      expect(sarifProblems(log)).toEqual([]);
      expect(githubProblems(log)).toEqual([]);
      expect(log.runs[0]?.results).toHaveLength(4);
    }
  });

  it('notices a log that the judges refuse', async () => {
    const log = JSON.parse(JSON.stringify(await sarif(exchangeReport())));
    log.runs[0].results[0].locations = [{ logicalLocations: [{ fullyQualifiedName: 'x' }] }];
    log.runs[0].results[1].level = 'fatal';
    expect(githubProblems(log)).toHaveLength(2);
    expect(sarifProblems(log).join()).toContain('/runs/0/results/1/level');
  });

  it('anchors a finding of an installed module at the call, and keeps the leaf beside it', async () => {
    const log = await sarif(exchangeReport());
    const result = log.runs[0]?.results.find(({ message }) => message.text.includes('tcp 80'));
    expect(result?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe('infra/web.tf');
    expect(result?.relatedLocations[0]?.physicalLocation?.artifactLocation.uri).toBe(
      'infra/.terraform/modules/web/main.tf',
    );
  });

  it('carries the removal as a fix whose region is the edit', async () => {
    const log = await sarif(exchangeReport());
    const result = log.runs[0]?.results.find(({ fixes }) => fixes);
    expect(result?.fixes?.[0]?.artifactChanges[0]?.replacements).toEqual([
      {
        deletedRegion: { startLine: 2, startColumn: 39, endLine: 2, endColumn: 58 },
        insertedContent: { text: '' },
      },
    ]);
  });

  it('says what is suppressed, why and until when; open results say that they are not', async () => {
    const results = (await sarif(exchangeReport())).runs[0]?.results ?? [];
    expect(results.at(-1)?.suppressions).toEqual([
      { kind: 'inSource', status: 'accepted', justification: 'the shop (2027-03-01)' },
    ]);
    expect(results.filter(({ suppressions }) => suppressions.length === 0)).toHaveLength(3);
  });

  it('keeps results apart that share a fingerprint, and the fingerprint over moved lines', async () => {
    const twice = [finding(), finding({ location: place('infra/main.tf', 3, 1, 2) })];
    const log = await sarif(exchangeReport({ findings: twice }));
    const hashes = log.runs[0]?.results.map(
      ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
    );
    expect(new Set(hashes).size).toBe(2);
    const moved = [finding({ location: place('infra/main.tf', 30, 1, 2) })];
    const later = await sarif(exchangeReport({ findings: moved }));
    expect(later.runs[0]?.results[0]?.partialFingerprints.primaryLocationLineHash).toBe(
      hashes?.[0],
    );
  });

  it('keeps to 25,000 results, the gravest first, and says what was left out', async () => {
    const findings = Array.from({ length: 25_100 }, (_, index) =>
      finding({
        fingerprint: `f${index}`,
        severity: index < 25_050 ? 'note' : 'error',
        message: 'm',
      }),
    );
    const log = await sarif(exchangeReport({ findings }));
    expect(githubProblems(log)).toEqual([]);
    const run = log.runs[0];
    expect(run?.results.filter(({ level }) => level === 'error')).toHaveLength(50);
    expect(run?.invocations[0]?.toolExecutionNotifications.at(-1)?.descriptor.id).toBe(
      'results-left-out',
    );
  });

  it('keeps to 10 MB', async () => {
    const findings = Array.from({ length: 4_000 }, (_, index) =>
      finding({ fingerprint: `f${index}`, message: '规则'.repeat(1_000) }),
    );
    const text = String(await reportSarif(exchangeReport({ findings }), optionsOf()));
    expect(Buffer.byteLength(text)).toBeLessThan(10_000_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(9_000_000);
  });

  it('tells a run that could not do its work', async () => {
    const log = await sarif(exchangeReport());
    expect(log.runs[0]?.invocations[0]?.executionSuccessful).toBe(false);
    expect(log.runs[0]?.invocations[0]?.toolExecutionNotifications[0]?.descriptor.id).toBe(
      'damaged-log',
    );
  });
});
