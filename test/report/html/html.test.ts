import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { reportHtml } from '../../../src/report/html/html.ts';
import { byteCount, pageOf } from '../../../src/report/html/page.ts';
import { PAGE_SCRIPT } from '../../../src/report/html/page-script.ts';
import { heatStrip } from '../../../src/report/html/timeline.ts';
import { exchangeReport, finding, optionsOf } from '../../support/exchange-report.ts';
import { fullReport, largeReport, trafficOf } from '../../support/html-report.ts';
import { reportOf, reportRule } from '../../support/reports.ts';
import { rule } from '../../support/rules.ts';

const html = async (report = fullReport(), language: 'en' | 'zh-CN' = 'en') =>
  String(await reportHtml(report, optionsOf({ language })));

describe('the HTML report', () => {
  it('allows just its own style and script, by their hashes', async () => {
    const page = await html();
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hashOf = (text: string | undefined) =>
      `sha256-${createHash('sha256')
        .update(text ?? '', 'utf8')
        .digest('base64')}`;
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1];
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(page)?.[1];
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `style-src '${hashOf(style)}'`,
      `script-src '${hashOf(script)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(script).toBe(PAGE_SCRIPT);
  });

  it('names no other place, and holds no style or handler in an attribute', async () => {
    for (const page of [
      await html(),
      await html(fullReport(), 'zh-CN'),
      await html(largeReport(60)),
    ]) {
      expect(page).not.toMatch(/https?:|\/\/[a-z]|url\(|@import/i);
      expect(page).not.toMatch(/<[^>]*\s(on[a-z]+|style|src)=/i);
      for (const [, href = ''] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^#/);
    }
  });

  it.each([
    ['as ever', fullReport()],
    [
      'with strange names',
      reportOf([
        reportRule(
          rule('ingress tcp 22 10.0.0.0/8', {
            key: 'a b%20\u0007\ud800',
            group: { address: 'x["\u202e <é%"]', id: null, name: null },
          }),
          'unknown',
          { reasons: ['no-logs'] },
        ),
      ]),
    ],
  ])('leads each link to a place that is there, once, %s', async (_, report) => {
    const page = await html(report);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) =>
      id.replaceAll('&lt;', '<').replaceAll('&quot;', '"'),
    );
    expect(ids).toHaveLength(new Set(ids).size);
    for (const [, href = ''] of page.matchAll(/href="#([^"]*)"/g)) {
      expect(ids).toContain(decodeURIComponent(href));
    }
  });

  it('shows every rule with its verdict, what would settle it, its diff and why there is none', async () => {
    const report = fullReport();
    const page = await html(report);
    for (const { key, verdict } of report.rules) {
      expect(page).toContain(`<details class="rule" id="rule-${key}" data-verdict="${verdict}"`);
    }
    expect(page).toContain('switch on flow logs for the VPC');
    expect(page).toContain('<span class="minus">-  offices = [');
    expect(page).toContain('HashiCorp&#39;s parser: passed');
    expect(page).toContain('terraform plan: not run');
    expect(page).toContain('No removal is offered: its resource uses count');
    expect(page).toContain('type 8 code 0');
  });

  it('shows what was suppressed with its reason, what could not be done, and what was left out', async () => {
    const page = await html();
    expect(page).toContain('<a href="#findings">4</a>');
    expect(page).toContain('1 suppressed, with reasons');
    expect(page).toMatch(/by a comment \(until 2027-03-01\): the shop/);
    expect(page).toContain('the file ends too early <code class="id">damaged-log</code>');
    expect(page).toContain('<td><code>logs/a.log.gz</code></td>');
    expect(page).toContain('2 of 10 accepted records match no rule');
    expect(page).toContain('1 rule stays unknown for want of logs');
  });

  it('speaks the language it is asked for, and says so', async () => {
    const chinese = await html(fullReport(), 'zh-CN');
    expect(chinese).toContain('<html lang="zh-CN">');
    expect(chinese).toContain('<h2>概览</h2>');
    expect(chinese).toContain('<b>入站 tcp 443</b>');
    expect(await html()).toContain('<html lang="en">');
  });

  it('says of a report without traffic that only the configuration was judged', async () => {
    const page = await html(reportOf([reportRule(rule('ingress tcp 22 0.0.0.0/0'), null)]));
    expect(page).toContain('No traffic was given');
    expect(page).toContain('data-verdict="none"');
    expect(page).not.toContain('name="verdict"');
    expect(page).not.toContain('class="strip"');
  });

  it('says of verdicts by addresses what they do not know', async () => {
    const page = await html(
      reportOf(
        [
          reportRule(rule('ingress tcp 22 203.0.113.0/24'), 'used', {
            traffic: null,
            reasons: ['address-only'],
            seen: { addresses: 2, examples: ['203.0.113.9'] },
          }),
          reportRule(rule('ingress tcp 22 198.51.100.0/24'), 'unused', { traffic: null }),
        ],
        {
          window: null,
          evidence: null,
          usedAddresses: { file: 'used_ips.csv', column: 'pkt_srcaddr', ipv4: 9, ipv6: 0 },
        },
      ),
    );
    expect(page).toContain('1 of 2 rules holds none of the addresses that were seen.');
    expect(page).toContain('<h4>What the verdict does not know</h4>');
    expect(page).toContain('<p>2 addresses seen</p><ul><li><code>203.0.113.9</code></li></ul>');
    expect(page).toContain('by address only: 9 IPv4');
    expect(page).toContain('name="verdict" value="unused"');
  });

  it('shows what a change does to live traffic', async () => {
    const judged = reportRule(rule('ingress tcp 443 10.0.0.0/8'), null);
    const gone = rule('ingress tcp 22 10.0.0.0/8');
    const traffic = {
      ...{ flows: 120, bytes: 1, peers: 1, interfaces: ['eni-1'], firstSeen: null },
      topPeers: [{ address: '10.0.0.5', flows: 120, bytes: 1 }],
      ports: [{ from: 22, to: 22, flows: 120 }],
      lastSeen: '2026-11-14T21:05:09Z',
    };
    const entry = { ...traffic, rule: gone, otherRules: [], address: 'aws_x.y', location: null };
    const page = await html(
      reportOf([judged], {
        evidence: reportOf([reportRule(gone, 'used')]).evidence,
        gate: {
          change: { kind: 'plan', name: 'plan.json' },
          lost: [{ ...entry, cause: 'rule', certainty: 'certain', confidence: 'high' }],
          gained: [],
          uncertain: [
            { ...entry, cause: 'rule', doubts: ['orientation'], gaps: [], effect: 'lost' },
          ],
        },
      }),
    );
    expect(page).toContain('<p class="headline">1 change cuts live traffic</p>');
    expect(page).toContain('replayed against the plan plan.json');
    expect(page).toContain('<td>10.0.0.5</td><td>22</td><td class="number">120</td>');
    expect(page).toContain('who opened the connections is not sure');
    expect(page).not.toContain('name="verdict"');
  });

  it('shows the edit that narrows a rule, and what --fix wrote with its undo', async () => {
    const page = await html({
      ...fullReport(),
      fixed: {
        ruleKeys: ['gone'],
        findings: [finding({ message: 'nothing used ingress tcp 23' })],
        files: ['main.tf'],
        undo: { patch: '.sgaudit/undo-1.patch', command: 'git apply .sgaudit/undo-1.patch' },
      },
    });
    expect(page).toContain('<span class="plus">+  &quot;10.0.3.0/24&quot;');
    expect(page).toContain('narrowing proved');
    expect(page).toContain('Fixed 1 finding: 1 rule removed in 1 file.');
    expect(page).toContain('<code>Undo: git apply .sgaudit/undo-1.patch</code>');
    expect(page).toContain('<li>nothing used ingress tcp 23</li>');
  });

  it('is written of a report that failed', async () => {
    expect(await html(exchangeReport({ rules: [], findings: [], groups: [] }))).toContain(
      'damaged-log',
    );
  });

  it('shades each day once, by its records', () => {
    const traffic = trafficOf(1);
    const quiet = { ...traffic, byDay: traffic.byDay.slice(0, 3) };
    const judged = reportRule(rule('ingress tcp 443 10.0.0.0/8'), 'used', { traffic: quiet });
    const strip = heatStrip(pageOf(reportOf([judged]), optionsOf()), judged)?.text ?? '';
    expect(strip).toContain('data-n="1,2,3,0,0,0,0,0,0,0,0,0,0,0"');
    const cells = [...strip.matchAll(/M(\d+) 0h/g)].map(([, day]) => Number(day));
    expect(cells.sort((left, right) => left - right)).toEqual([...Array(14).keys()]);
    expect(/class="q0" d="([^"]*)"/.exec(strip)?.[1]?.match(/M/g)).toHaveLength(11);
  });

  it('lets no day of a long window vanish between two pixels', () => {
    const judged = reportRule(rule('ingress tcp 443 10.0.0.0/8'), 'used', {
      traffic: { ...trafficOf(1), byDay: [{ day: '2026-06-01', flows: 2, bytes: 1 }] },
    });
    const year = { start: '2026-01-01T00:00:00Z', end: '2027-01-01T00:00:00Z', days: 365 };
    const page = pageOf(reportOf([judged], { window: year }), optionsOf());
    const strip = heatStrip(page, judged)?.text ?? '';
    expect(strip).toContain('class="strip dense" viewBox="0 0 365 1"');
    expect(strip).toMatch(/class="q\d" d="M151 0h1v1h-1z"/);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [4_537_224, '4.5 MB'],
    [52_000, '52 kB'],
  ])('counts %d bytes as %s', (bytes, text) => expect(byteCount(bytes)).toBe(text));

  it('holds 5,000 rules', async () => {
    const started = performance.now();
    const page = await html(largeReport(5000));
    const milliseconds = Math.round(performance.now() - started);
    process.stdout.write(
      `    5,000 rules: ${(page.length / 1e6).toFixed(1)} MB of HTML in ${milliseconds} ms\n`,
    );
    expect(page.match(/<details class="rule"/g)).toHaveLength(5000);
  });
});
