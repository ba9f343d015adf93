import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DAY_START,
  FLAGS_HEADER,
  type LogRecord,
  logText,
  record,
  reply,
  rollUpFiles,
} from './support/logs.ts';
import { describeRow } from './support/oracle.ts';

/** Three days of connections whose requests and replies, and whose SYN and later records, may come apart. */
function traffic(): LogRecord[] {
  const records: LogRecord[] = [];
  for (let index = 0; index < 60; index++) {
    const start = DAY_START + (index % 3) * 86_400 + index * 60;
    const request = record({
      source: `198.51.100.${index % 7}`,
      sourcePort: 40_000 + index,
      targetPort: [8443, 50_051, 443, 9092][index % 4] ?? 443,
      start,
      end: start + 59,
      flags: index % 5 === 0 ? 2 : 0,
      protocol: index % 11 === 0 ? 17 : 6,
      action: index % 13 === 0 ? 'REJECT' : 'ACCEPT',
    });
    records.push(request, reply(request, { flags: index % 5 === 0 ? 18 : 0 }));
  }
  return records;
}

async function rolledUp(files: Record<string, string>) {
  const { flows, coverage, summary } = await rollUpFiles(files);
  return { flows: flows.map(describeRow).sort(), coverage, records: summary.records };
}

const RECORDS = traffic();
const text = (records: readonly LogRecord[]) => logText(records, FLAGS_HEADER);

describe('in which files the records lie', () => {
  it('changes nothing: split, shuffled, in folders of days, plain and gzip', async () => {
    const whole = await rolledUp({ 'all.log': text(RECORDS) });
    expect(whole.flows.some((row) => row.includes('learned'))).toBe(true);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(RECORDS, { minLength: RECORDS.length }),
        fc.uniqueArray(fc.integer({ min: 1, max: RECORDS.length - 1 }), { maxLength: 5 }),
        async (shuffled, cuts) => {
          const edges = [0, ...cuts.sort((left, right) => left - right), shuffled.length];
          const files = edges.slice(1).map((end, index) => {
            const name = index % 2 ? `2026/11/0${3 + (index % 3)}/${index}.log.gz` : `${index}.log`;
            return [name, text(shuffled.slice(edges[index], end))] as const;
          });
          expect(await rolledUp(Object.fromEntries(files))).toEqual(whole);
        },
      ),
      { seed: 7, numRuns: 6 },
    );
  });

  it('changes nothing when a file is there twice', async () => {
    const whole = await rolledUp({ 'all.log': text(RECORDS) });
    const copies = {
      'all.log': text(RECORDS),
      'copy/again.log': text(RECORDS),
      'zip.log.gz': text(RECORDS),
    };
    expect(await rolledUp(copies)).toEqual(whole);
  });

  it('changes nothing when one object is there twice, once not wholly', async () => {
    const name = '123456789012_vpcflowlogs_eu-west-1_fl-0123abcd_20261103T0005Z_0a1b2c3d.log';
    const whole = await rolledUp({ 'all.log': text(RECORDS) });
    const copies = { [`a/${name}`]: text(RECORDS.slice(0, 50)), [`b/${name}.gz`]: text(RECORDS) };
    expect(await rolledUp(copies)).toEqual(whole);
  });
});
