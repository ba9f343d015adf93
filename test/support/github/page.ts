import { type HunkLine, parseHunks } from '../../../src/model/hunks.ts';
import { html, type Markup, rawElement } from '../../../src/report/html/markup.ts';
import { code, markdownHtml } from './markdown.ts';
import type { ReviewComment } from './review-comments.ts';
import type { GithubState } from './state.ts';

type File = GithubState['pullRequest']['files'][number];
type Annotation = Readonly<Record<string, unknown>>;

/** A pull request with what was posted on it, as a page of its own that needs no network; not in GitHub's looks. */
export function pullRequestPage(state: GithubState): string {
  const annotations = state.checkRuns.flatMap((run) => run.annotations);
  const shown = state.pullRequest.files.map((each) => showFile(state, each, annotations));
  const others = annotations.length - shown.reduce((sum, { annotated }) => sum + annotated, 0);
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pull request</title>
${rawElement('style', '', STYLE)}</head><body>
<p class="caption">A rendering of what <code>sgaudit github</code> posted on a pull request, made by the tests from what their GitHub holds. No screenshot of GitHub.</p>
${state.checkRuns.map(
  ({ name, conclusion, output }) =>
    html`<p class="check"><b>${name}</b> ${conclusion} · ${output.title}</p>`,
)}
${shown.map(({ markup }) => markup)}
<p class="others">Annotations on lines that this diff does not show: ${others}</p>
${state.comments.map(({ body }) => html`<section class="comment">${markdownHtml(body)}</section>`)}
</body></html>`.text;
}

/** A file of the diff, each annotation and each suggestion under the last of its lines. */
function showFile(state: GithubState, { filename, patch = '' }: File, all: readonly Annotation[]) {
  const lines = parseHunks(patch).flatMap((hunk) => hunk.lines);
  let annotated = 0;
  const rows = lines.map((line) => {
    const here = all.filter(({ path, end_line: end }) => path === filename && end === line.newLine);
    annotated += here.length;
    const suggestions = state.reviewComments.filter(
      (each) => each.path === filename && each.line !== null && each.line === line.newLine,
    );
    return html`<tr class="${line.kind}"><td>${line.oldLine}</td><td>${line.newLine}</td><td class="text">${SIGNS[line.kind]}${line.text}</td></tr>
${here.map((each) => note(showAnnotation(each)))}${suggestions.map((each) => note(showSuggestion(each, lines)))}`;
  });
  const markup = html`<section><h2 class="file">${filename}</h2><table class="diff">${rows}</table></section>`;
  return { markup, annotated };
}

const SIGNS = { context: ' ', added: '+', removed: '-' } as const;

const note = (inside: Markup) =>
  html`<tr class="note"><td colspan="2"></td><td>${inside}</td></tr>`;

function showAnnotation(annotation: Annotation): Markup {
  const [start, end] = [String(annotation.start_line), String(annotation.end_line)];
  const place = start === end ? `line ${end}` : `lines ${start} to ${end}`;
  const level = String(annotation.annotation_level);
  return html`<div class="annotation ${level}"><b>${level}</b> <code>${String(annotation.title)}</code> ${place}<br>${String(annotation.message)}</div>`;
}

function showSuggestion(comment: ReviewComment, lines: readonly HunkLine[]): Markup {
  const end = comment.line ?? 0;
  const start = comment.start_line ?? end;
  const before = lines.flatMap(({ newLine, text }) =>
    newLine !== null && newLine >= start && newLine <= end ? [`-${text}`] : [],
  );
  const fence = (language: string, inside: readonly string[]) =>
    language === 'suggestion'
      ? html`<div class="change"><p>Suggested change</p>${code('diff', [...before, ...inside.map((line) => `+${line}`)])}</div>`
      : code(language, inside);
  return html`<div class="suggestion">${markdownHtml(comment.body, fence)}</div>`;
}

const STYLE = `
body { margin: 20px auto; width: 960px; font: 12px/1.4 sans-serif; color: #1c2430; background: #fff; }
.caption { margin: 0 0 12px; padding: 8px 12px; background: #eef1f5; border-radius: 6px; }
code, pre, .diff, .file { font-family: monospace; }
.check { margin: 12px 0; }
section { margin: 12px 0; border: 1px solid #cdd5df; border-radius: 6px; overflow: hidden; }
.file { margin: 0; padding: 6px 12px; font-size: 13px; background: #eef1f5; }
table { border-collapse: collapse; }
.diff { width: 100%; }
.diff td { padding: 0 8px; color: #697586; text-align: right; width: 28px; }
.diff .text { width: auto; color: inherit; text-align: left; white-space: pre; }
.added, .added .text { background: #e2f5e5; }
.removed, .removed .text { background: #fde7e7; }
.diff .note td { padding: 4px 8px; width: auto; color: inherit; text-align: left; font-family: sans-serif; background: #fff; }
.annotation { padding: 4px 10px; border-left: 4px solid #3b78c3; background: #eff5fc; }
.annotation.warning { border-color: #b7791f; background: #fdf6e5; }
.annotation.failure { border-color: #c0392b; background: #fdecea; }
.suggestion, .change { border: 1px solid #cdd5df; border-radius: 6px; padding: 0 10px; }
.change { padding: 0; margin: 0 0 8px; }
.change p { margin: 0; padding: 3px 10px; background: #eef1f5; }
pre { margin: 0; padding: 4px 0; }
pre span { display: block; padding: 0 10px; min-height: 1.45em; }
p { margin: 8px 0; }
.comment { padding: 0 16px 12px; }
.comment h2 { font-size: 17px; margin: 12px 0 4px; }
.comment h3 { font-size: 14px; margin: 12px 0 4px; }
.comment td { border: 1px solid #dde3ea; padding: 2px 8px; vertical-align: top; }
.comment thead { font-weight: bold; }
.dot { display: inline-block; width: 11px; height: 11px; border-radius: 50%; vertical-align: -1px; background: #3b78c3; }
.dot.warning { background: #e0a526; }
.dot.failure { background: #c0392b; }
.number { text-align: right; }
summary { cursor: pointer; margin: 8px 0 0; }`;
