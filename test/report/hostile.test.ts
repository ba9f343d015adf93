import { describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import stringWidth from 'string-width';
import { FORMATS, type Format, REPORTERS } from '../../src/report/index.ts';
import { junitProblems } from '../support/exchange-judges.ts';
import { optionsOf } from '../support/exchange-report.ts';
import { HOSTILE, hostileReport } from '../support/hostile-report.ts';
import { githubProblems, sarifProblems } from '../support/sarif-schema.ts';

/** Characters that act instead of being seen.  */
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const BINARY: readonly Format[] = ['xlsx'];
/** Excel takes no longer text in a cell. */
const LONGEST_CELL = 32_767;

describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
  it.each(FORMATS.filter((format) => !BINARY.includes(format)))(
    'does nothing in %s',
    async (format) => {
      const output = String(await (await REPORTERS[format]())(hostileReport(text), optionsOf()));
      expect(output).not.toMatch(ACTING);
      await JUDGES[format]?.(output, text);
    },
  );

  it('does nothing in the workbook', async () => {
    const bytes = await (await REPORTERS.xlsx())(hostileReport(text), optionsOf());
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(Buffer.from(bytes) as unknown as ExcelJS.Buffer);
    let cells = 0;
    for (const sheet of workbook.worksheets) {
      sheet.eachRow((row) => {
        row.eachCell((cell) => {
          cells += 1;
          expect(cell.type).not.toBe(ExcelJS.ValueType.Formula);
          expect(cell.text).not.toMatch(ACTING);
          expect(cell.text.length).toBeLessThanOrEqual(LONGEST_CELL);
        });
      });
    }
    expect(cells).toBeGreaterThan(50);
  });
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
