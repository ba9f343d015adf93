import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordsOf } from '../../src/flowlogs/json-records.ts';
import { jsonValues } from '../../src/flowlogs/json-text.ts';
import {
  DAY_START,
  DEFAULT_HEADER,
  describeFlows,
  FLAGS_HEADER,
  lines,
  logText,
  record,
  rollUpFiles,
} from './support/logs.ts';

const RECORDS = [
  record({ source: '198.51.100.7' }),
  record({ source: '198.51.100.8', sourcePort: 40_001 }),
  record({ source: '10.0.1.10', target: '203.0.113.1', sourcePort: 40_000 }),
];
const LINES = lines(RECORDS);
const EXPECTED = [
  'egress 203.0.113.1 6/443 ACCEPT inferred ×1',
  'ingress 198.51.100.7 6/443 ACCEPT inferred ×1',
  'ingress 198.51.100.8 6/443 ACCEPT inferred ×1',
];

async function expectSame(content: string | Buffer, logFormat: string | null = null) {
  const { flows, summary } = await rollUpFiles({ 'logs.json': content }, { logFormat });
  expect(summary.damaged).toEqual([]);
  expect(describeFlows(flows)).toEqual(EXPECTED);
  expect(summary.records).toMatchObject({ read: 3, accepted: 3, refused: 0 });
}

const events = (messages: readonly string[]) =>
  messages.map((message, index) => ({
    logStreamName: 'eni-0aaaaaaaaaaaaaaaa-all',
    timestamp: (DAY_START + 600) * 1000,
    message,
    ingestionTime: (DAY_START + 700) * 1000,
    eventId: String(index),
  }));
const page = (messages: readonly string[]) => ({
  events: events(messages),
  searchedLogStreams: [{ logStreamName: 'eni-0aaaaaaaaaaaaaaaa-all', searchedCompletely: true }],
  nextToken: 'Bxkq6kVGFtq2y_MoigeqscPOdhXVbhiVtLoAmXb5jCo',
});
const objects = (naming: (name: string) => string) =>
  LINES.map((line) => {
    const values = line.split(' ');
    return Object.fromEntries(
      DEFAULT_HEADER.split(' ').map((name, index) => {
        const value = values[index] ?? '-';
        return [naming(name), /^\d{1,11}$/.test(value) ? Number(value) : value];
      }),
    );
  });
const joined = (values: readonly unknown[], between = '\n') =>
  values.map((value) => JSON.stringify(value)).join(between);

describe('records that JSON wraps are read', () => {
  it('from `aws logs filter-log-events`, pretty-printed, on one line, and as the bare array', async () => {
    await expectSame(JSON.stringify(page(LINES), null, 4));
    await expectSame(JSON.stringify(page(LINES)));
    await expectSame(JSON.stringify(events(LINES)));
    await expectSame(JSON.stringify(LINES));
  });

  it('from pages one after the other, and gzip', async () => {
    const pages = [page(LINES.slice(0, 2)), page([]), page(LINES.slice(2))];
    await expectSame(joined(pages));
    await expectSame(joined(pages, ''));
    await expectSame(JSON.stringify(pages));
    await expectSame(gzipSync(pages.map((each) => JSON.stringify(each, null, 2)).join('\n')));
  });

  it('from Firehose: a message a line, with and without line ends between', async () => {
    const messages = LINES.map((message) => ({ message }));
    await expectSame(joined(messages));
    await expectSame(joined(messages, ''));
    await expectSame(joined(LINES.map((message) => ({ message: `${message}\n` }))));
  });

  it('from a CloudWatch Logs subscription, whose control messages are no records', async () => {
    const subscription = (messageType: string, messages: readonly string[]) => ({
      ...{ messageType, owner: '123456789012', logGroup: 'vpc', logStream: 'eni-all' },
      ...{ subscriptionFilters: ['all'], logEvents: events(messages) },
    });
    const control = subscription('CONTROL_MESSAGE', [
      'CWL CONTROL MESSAGE: Checking health of destination Firehose.',
    ]);
    const members = [control, subscription('DATA_MESSAGE', LINES)].map((each) =>
      gzipSync(JSON.stringify(each)),
    );
    await expectSame(Buffer.concat(members));
  });

  it('by field names, with -, _ or in camel case, as numbers or texts', async () => {
    const camel = (name: string) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    await expectSame(joined(objects((name) => name)));
    await expectSame(joined(objects((name) => name.replaceAll('-', '_'))));
    await expectSame(JSON.stringify(objects(camel)));
    await expectSame(joined(objects((name) => name).map((each) => ({ message: each }))));
  });

  it('from Logs Insights, whole lines and fields', async () => {
    const insights: Record<string, string> = { start: 'startTime', end: 'endTime' };
    const rows = objects((name) => insights[name] ?? name.replaceAll('-', '')).map((each) =>
      Object.entries(each).map(([field, value]) => ({ field, value: String(value) })),
    );
    await expectSame(JSON.stringify({ status: 'Complete', results: rows }));
    const messages = LINES.map((value) => [
      { field: '@message', value },
      { field: '@ptr', value: 'x' },
    ]);
    await expectSame(JSON.stringify({ results: messages }));
  });

  it('in a format of their own, by --log-format', async () => {
    const header = 'start end interface-id action srcaddr srcport dstaddr dstport protocol';
    const format = header.replace(/[\w-]+/g, '${$&}');
    await expectSame(JSON.stringify(page(lines(RECORDS, header))), format);
    const unnamed = await rollUpFiles({
      'logs.json': JSON.stringify(page(lines(RECORDS, header))),
    });
    expect(unnamed.summary.damaged[0]?.problem).toMatch(/--log-format/);
  });

  it('beside text and parquet of other formats in one run', async () => {
    const { flows, summary } = await rollUpFiles({
      'a.json': joined([{ message: LINES[0] }]),
      'b.log.gz': logText([RECORDS[1]!], FLAGS_HEADER),
      'c.log': logText([RECORDS[2]!]),
    });
    expect(describeFlows(flows)).toEqual(EXPECTED);
    expect(summary.missingFields).toEqual(expect.arrayContaining(['tcp-flags']));
  });

  it('with fields that some objects leave out, as writers do where there is no value', async () => {
    const [first, ...rest] = objects((name) => name);
    const bare = {
      ...{ version: 2, 'interface-id': 'eni-0aaaaaaaaaaaaaaaa', 'log-status': 'NODATA' },
      ...{ start: DAY_START, end: DAY_START + 60 },
    };
    const { flows, summary } = await rollUpFiles({ 'a.json': joined([bare, first, ...rest]) });
    expect(describeFlows(flows)).toEqual(EXPECTED);
    expect(summary.records).toMatchObject({ read: 4, accepted: 3, noData: 1, refused: 0 });
  });
});

describe('JSON that is not what it should be', () => {
  const problemOf = async (content: string) => {
    const { summary, flows } = await rollUpFiles({ 'a.json': content });
    expect(flows).toEqual([]);
    return summary.damaged[0]?.problem;
  };

  it('is left out whole when it is cut off or broken, also behind good records', async () => {
    const whole = JSON.stringify(page(LINES));
    expect(await problemOf(whole.slice(0, -20))).toMatch(/JSON is damaged/);
    expect(await problemOf(`${joined([{ message: LINES[0] }])}\n{"message": oops}`)).toMatch(
      /JSON is damaged/,
    );
    expect(await problemOf(`${joined([{ message: LINES[0] }])}\nlorem ipsum`)).toMatch(
      /JSON is damaged/,
    );
  });

  it('is named when it holds no record', async () => {
    expect(await problemOf('{"NetworkInterfaces": []}')).toMatch(/no record of a flow log/);
  });

  it('is refused with the reason when it is of a transit gateway', async () => {
    const object = {
      version: 6,
      resource_type: 'TransitGateway',
      tgw_id: 'tgw-1',
      srcaddr: '10.0.0.1',
    };
    expect(await problemOf(joined([object]))).toMatch(/transit-gateway/);
  });

  it('is named with the fields that it lacks', async () => {
    const without = objects((name) => name).map(({ action: _, ...rest }) => rest);
    expect(await problemOf(joined(without))).toMatch(/lacks action/);
  });

  it.each([
    ['a word for a port', { srcport: 'https' }],
    ['a fraction', { dstport: 443.5 }],
    ['a number that JSON cannot hold exactly', { bytes: 2 ** 60 }],
    ['a text with a blank', { 'interface-id': 'eni 1' }],
    ['an object for a value', { srcaddr: { ip: '10.0.0.1' } }],
  ])('has single records refused: %s', async (_, change) => {
    const [first, ...rest] = objects((name) => name);
    const { summary } = await rollUpFiles({ 'a.json': joined([{ ...first, ...change }, ...rest]) });
    expect(summary.records).toMatchObject({ read: 3, accepted: 2, refused: 1 });
    expect(summary.damaged).toEqual([]);
  });

  it('has what is no record among events refused and counted', async () => {
    const messages = [LINES[0]!, 'lorem ipsum', '{"level":"info"}', LINES[1]!, LINES[2]!];
    const { flows, summary } = await rollUpFiles({ 'a.json': JSON.stringify(page(messages)) });
    expect(describeFlows(flows)).toEqual(EXPECTED);
    expect(summary.records).toMatchObject({ read: 5, accepted: 3, refused: 2 });
  });
});

describe('values of a JSON text', () => {
  const split = async (text: string, sizes: readonly number[]) => {
    async function* chunks() {
      let at = 0;
      for (let turn = 0; at < text.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        yield text.slice(at, at + size);
        at += size;
      }
    }
    const values: unknown[] = [];
    for await (const value of jsonValues(chunks())) values.push(value);
    return values;
  };

  it('are the same however the text is cut and whatever stands in strings', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()))),
        fc.constantFrom('', '\n', ' , ', '\r\n\t'),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        async (values, between, sizes) => {
          const texts = values.map((value) => JSON.stringify(value));
          expect(await split(texts.join(between), sizes)).toEqual(
            texts.map((text) => JSON.parse(text)),
          );
        },
      ),
    ));

  it('never make a record throw, whatever they are', () =>
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray([...recordsOf(value)]))));
});
