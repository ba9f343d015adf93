import type { Finding } from '../../model/finding.ts';
import type { ReportFix, ReportRule } from '../../model/report.ts';
import { describeGroup } from '../../model/rule-text.ts';
import { type Content, html, type Markup } from './markup.ts';
import type { Page } from './page.ts';
import { ruleLink, table } from './parts.ts';

const PROOFS = ['parser', 'rules', 'terraform'] as const;

/** The diff of a rule's removal with its proof, or why there is none; nothing where none was asked for. */
export function removal(page: Page, rule: ReportRule): Markup | null {
  const { words } = page;
  if (rule.fix) {
    return html`<section><h4>${words.rule.removal}</h4><p>${words.removal.offered} ${safety(page, rule.fix)}</p>${proofAndDiff(page, rule.fix)}</section>`;
  }
  if (rule.fixRefused === null) return null;
  return html`<section><h4>${words.rule.removal}</h4><p>${words.removal.refused} ${rule.fixRefused}</p></section>`;
}

/** The edit that narrows a rule, or why there is none; nothing where none was asked for. */
export function narrowingEdit(
  page: Page,
  { fix, fixRefused }: Pick<Finding, 'fix' | 'fixRefused'>,
): Content {
  const { messages, words } = page;
  if (fix) {
    return html`<p>${messages.fix.narrowingProved} ${safety(page, fix)}</p>${proofAndDiff(page, fix)}`;
  }
  if (fixRefused === undefined) return null;
  return html`<p>${messages.fix.narrowingRefused}${words.colon}${fixRefused}</p>`;
}

function proofAndDiff(page: Page, fix: ReportFix): Content[] {
  return [proofs(page, fix), effects(page, fix), fix.diff === undefined ? null : diff(fix.diff)];
}

function safety({ words }: Page, { safety }: ReportFix): Markup {
  return html`<span class="chip ${safety}">${words.removal.safety[safety]}</span>`;
}

function proofs({ words }: Page, { proof }: ReportFix): Markup {
  const chips = PROOFS.map(
    (kind) =>
      html`<li class="proof ${proof[kind]}">${words.removal.proofs[kind]}${words.colon}${words.removal.results[proof[kind]]}</li>`,
  );
  return html`<ul class="proofs">${chips}</ul>`;
}

function effects({ words }: Page, fix: ReportFix): Markup | null {
  if (!fix.effects || fix.effects.length === 0) return null;
  const rows = fix.effects.map(
    ({ address, action }) =>
      html`<li><code>${address}</code> ${words.removal.effects[action]}</li>`,
  );
  return html`<ul>${rows}</ul>`;
}

function diff(text: string): Markup {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => html`<span class="${kindOf(line)}">${line.replaceAll('\t', '  ')}\n</span>`);
  return html`<pre class="diff"><code>${lines}</code></pre>`;
}

function kindOf(line: string): string {
  if (/^(diff |index |--- |\+\+\+ )/.test(line)) return 'head';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'plus';
  return line.startsWith('-') ? 'minus' : 'same';
}

/** All that is offered, a line each. */
export function removals(page: Page): Markup {
  const { report, words } = page;
  const offered = report.rules.filter(({ fix }) => fix !== null);
  const { columns, sections } = words;
  const rows = offered.map((rule): Content => {
    const { fix } = rule;
    if (!fix) return null;
    const passed = PROOFS.filter((kind) => fix.proof[kind] === 'passed').map(
      (kind) => words.removal.proofs[kind],
    );
    return html`<tr><td>${ruleLink(page, rule)}</td><td><code>${describeGroup(rule.group)}</code></td><td>${fix.files.map((file) => html`<code>${file}</code> `)}</td><td>${safety(page, fix)}</td><td>${passed.join(', ')}</td></tr>`;
  });
  const body =
    offered.length === 0
      ? html`<p>${words.removal.none}</p>`
      : html`<p>${words.removal.how}</p>${table(
          sections.removals,
          [
            [columns.rule, 'text'],
            [columns.group, 'text'],
            [columns.files, 'text'],
            [columns.safety, 'text'],
            [columns.proof, 'text'],
          ],
          rows,
        )}`;
  return html`<section id="removals"><h2>${sections.removals}</h2>${fixed(page)}${body}</section>`;
}

/** What `--fix` wrote, and how to undo it. */
function fixed({ report, messages }: Page): Markup | null {
  if (!report.fixed) return null;
  const { findings, ruleKeys, narrowedKeys = [], files, undo } = report.fixed;
  const done = messages.fix.fixed(
    findings.length,
    ruleKeys.length,
    narrowedKeys.length,
    files.length,
  );
  const rows = findings.map(({ message }) => html`<li>${message}</li>`);
  return html`<p><b>${done}</b> <code>${messages.fix.undo(undo.command)}</code></p><ul>${rows}</ul>`;
}
