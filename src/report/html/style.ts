/** The page's style: light and dark by `light-dark()`, narrow and wide, paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f7fa, #0e1319);
  --paper: light-dark(#ffffff, #161d26);
  --raised: light-dark(#f0f3f7, #1d2631);
  --line: light-dark(#d8dee6, #2c3744);
  --ink: light-dark(#17202b, #e4eaf1);
  --soft: light-dark(#4d5a69, #9fadbd);
  --link: light-dark(#0b57a8, #78b7ff);
  --used: light-dark(#1b6e45, #5fce97);
  --redundant: light-dark(#6a4bb0, #b79df5);
  --unused: light-dark(#a84300, #f7a35c);
  --unknown: light-dark(#4f6072, #a3b3c4);
  --error: light-dark(#b1172a, #ff8a94);
  --warning: light-dark(#8a5a00, #efc25a);
  --note: light-dark(#24599c, #86b8f5);
  --q0: light-dark(#e6eaef, #232d38);
  --q1: light-dark(#bfe3d3, #1c4a3b);
  --q2: light-dark(#74bf9f, #28735a);
  --q3: light-dark(#27795a, #3fa67f);
  --q4: light-dark(#0f6144, #7fe0b6);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 3.8rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: anywhere;
}
code, pre, kbd { font-family: var(--mono); font-size: 0.9em; }
a { color: var(--link); text-underline-offset: 0.28em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
h1 { font-size: 1.45rem; line-height: 1.25; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.2rem; margin: 0 0 0.8rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 0.5rem; }
h4 { font-size: 0.9rem; margin: 0 0 0.4rem; }
h5 { font-size: 0.82rem; margin: 0 0 0.3rem; color: var(--soft); }
p { margin: 0 0 0.6rem; }
ul, ol { margin: 0 0 0.6rem; padding-left: 1.3rem; }
summary { cursor: pointer; }
small { color: var(--soft); font-size: 0.85em; font-weight: 400; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 9; background: var(--paper); padding: 0.4rem 0.8rem; }
header.page, nav ul, main { max-width: 78rem; margin: 0 auto; padding: 0 1.25rem; }
header.page { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; justify-content: space-between; align-items: flex-start; padding-top: 1.5rem; padding-bottom: 0.9rem; }
header.page > div { flex: 1 1 18rem; }
header.page p { color: var(--soft); margin: 0.25rem 0 0; }
button, select, input[type="search"] {
  font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 0.28rem 0.65rem; min-height: 2.1rem;
}
button { cursor: pointer; white-space: nowrap; }
button:hover { background: var(--raised); }
nav { position: sticky; top: 0; z-index: 5; background: var(--ground); border-bottom: 1px solid var(--line); }
nav ul { display: flex; gap: 0.2rem 1.3rem; list-style: none; overflow-x: auto; }
nav a { display: inline-block; padding: 0.6rem 0; text-decoration: none; white-space: nowrap; }
nav a:hover { text-decoration: underline; }
main { padding-bottom: 4rem; }
main > *, .filtered > section { margin-top: 2rem; }
.filtered > .toolbar + section { margin-top: 1rem; }
.headline { font-size: 1.2rem; line-height: 1.4; max-width: 46rem; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.8rem; }
.tile { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 0.85rem 1rem; }
.tile.wide { grid-column: span 2; }
.tile h3 { margin: 0; font-size: 0.85rem; font-weight: 600; color: var(--soft); }
.tile .value { font-size: 1.6rem; font-weight: 650; line-height: 1.3; margin: 0.1rem 0 0.3rem; font-variant-numeric: tabular-nums; }
.tile .value a { color: inherit; text-decoration-color: var(--line); }
.tile p { margin: 0; color: var(--soft); font-size: 0.9rem; }
.tile .value { color: var(--ink); }
.tile.alarm { border-color: var(--warning); }
p.alarm, .tile p.alarm { color: var(--warning); font-weight: 600; }
.counts, .plain, .proofs, .shares, .findings { list-style: none; padding: 0; }
.counts { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; margin: 0.4rem 0 0.2rem; font-variant-numeric: tabular-nums; }
.chip { display: inline-block; font-size: 0.8rem; line-height: 1.5; padding: 0 0.5rem; border-radius: 999px; border: 1px solid currentColor; white-space: nowrap; font-weight: 550; justify-self: start; align-self: start; }
.chip.used, .chip.safe { color: var(--used); }
.chip.redundant { color: var(--redundant); }
.chip.unused { color: var(--unused); }
.chip.unknown, .chip.none { color: var(--unknown); }
.chip.error { color: var(--error); }
.chip.warning, .chip.unsafe { color: var(--warning); }
.chip.note { color: var(--note); }
svg { display: block; shape-rendering: crispEdges; }
.bar { width: 100%; height: 0.6rem; border-radius: 3px; background: var(--q0); }
.bar .used { fill: var(--used); } .bar .redundant { fill: var(--redundant); }
.bar .unused { fill: var(--unused); } .bar .unknown { fill: var(--unknown); }
.bar-cell { width: 9rem; min-width: 5rem; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 0.8rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; overflow-wrap: normal; }
th, td { text-align: left; padding: 0.42rem 0.8rem; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: 0.82rem; white-space: nowrap; }
tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.zero { color: var(--soft); }
td.bar-cell { vertical-align: middle; }
.plain { margin: 0; }
.toolbar {
  display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: flex-end; position: sticky; top: 2.7rem; z-index: 4;
  background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 0.6rem 0.9rem; margin-bottom: 0;
}
.toolbar > label { display: flex; flex-direction: column; font-size: 0.8rem; color: var(--soft); }
.toolbar label.search { flex: 1 1 13rem; }
.toolbar select { max-width: 17rem; font-size: 0.9rem; color: var(--ink); }
.toolbar input[type="search"] { font-size: 0.95rem; color: var(--ink); width: 100%; }
::placeholder { color: var(--soft); opacity: 1; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.15rem 0.8rem; min-height: 2.1rem; align-items: center; }
legend { font-size: 0.8rem; color: var(--soft); padding: 0; }
.toggle { display: inline-flex; gap: 0.35rem; align-items: center; font-size: 0.9rem; }
.toggle input { accent-color: currentColor; margin: 0; width: 1rem; height: 1rem; }
.toggle.used { color: var(--used); } .toggle.redundant { color: var(--redundant); }
.toggle.unused { color: var(--unused); } .toggle.unknown { color: var(--unknown); }
.buttons { display: flex; gap: 0.4rem; flex-wrap: wrap; }
.buttons button { font-size: 0.85rem; min-height: 1.8rem; padding: 0.1rem 0.6rem; }
.status { flex: 1 0 100%; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; align-items: center; margin: 0; font-size: 0.85rem; color: var(--soft); }
.status output { color: var(--ink); font-weight: 600; }
kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 0.35em; background: var(--raised); color: var(--ink); }
.keys { margin-left: auto; }
.keys kbd:not(:first-child) { margin-left: 0.5em; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; justify-content: flex-end; font-size: 0.82rem; color: var(--soft); margin-bottom: 0.4rem; }
.legend ul { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; list-style: none; margin: 0; padding: 0; }
.legend li { display: flex; gap: 0.35rem; align-items: center; }
.key { width: 0.8rem; height: 0.8rem; }
path.q0 { fill: var(--q0); } path.q1 { fill: var(--q1); } path.q2 { fill: var(--q2); }
path.q3 { fill: var(--q3); } path.q4 { fill: var(--q4); }
.group { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 1rem; content-visibility: auto; contain-intrinsic-size: auto 30rem; }
.group > header { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; justify-content: space-between; align-items: baseline; padding: 0.8rem 1rem 0; }
.group > header h3 { margin: 0; font-size: 1rem; }
.group > header .counts { margin: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; color: var(--soft); font-size: 0.85rem; margin: 0.1rem 0 0; }
.group > .facts { padding: 0 1rem; }
.matrix { padding: 0.5rem 1rem 0.2rem; font-size: 0.9rem; }
.matrix > summary { color: var(--link); width: fit-content; }
.matrix p { color: var(--soft); margin: 0.4rem 0; }
.matrix tbody th { max-width: 18rem; overflow-wrap: anywhere; }
.matrix td { border-left: 1px solid var(--line); }
td.q1 { background: var(--q1); } td.q2 { background: var(--q2); color: light-dark(#06281b, #ffffff); }
td.q3 { background: var(--q3); color: light-dark(#ffffff, #04140d); }
td.q4 { background: var(--q4); color: light-dark(#ffffff, #04140d); }
.rules { margin-top: 0.6rem; }
.axis, .rule > summary { display: grid; grid-template-columns: 6rem minmax(0, 1fr) minmax(7rem, 17rem) 4.5rem; gap: 0.9rem; align-items: center; padding: 0.45rem 1rem; }
.axis { padding-top: 0; padding-bottom: 0.25rem; font-size: 0.78rem; color: var(--soft); }
.axis span:last-child { text-align: right; }
.axis .ends { grid-column: 3; }
.rule { border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 3.2rem; }
.rule > summary { list-style: none; }
.rule, .group { scroll-margin-top: 6.6rem; }
.rule > summary::-webkit-details-marker { display: none; }
.rule > summary > .chip { align-self: center; }
.rule > summary:hover, .rule[open] > summary { background: var(--raised); }
.rule > summary:focus-visible { outline-offset: -2px; }
.rule:last-child > summary { border-radius: 0 0 10px 10px; }
.rule[open]:last-child > summary { border-radius: 0; }
.rule .what small { display: block; line-height: 1.3; }
.rule .what b { font-weight: 600; }
.rule .flows { text-align: right; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
svg.dense { shape-rendering: auto; }
.strip { width: 100%; height: 1.15rem; }
.rule > .body { padding: 0.9rem 1rem 0.4rem; border-top: 1px solid var(--line); }
.body section { margin-bottom: 1.1rem; max-width: 70rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem 2rem; align-items: start; }
dl { margin: 0; }
.body dl div { display: grid; grid-template-columns: minmax(8.5rem, 10rem) 1fr; gap: 0.1rem 0.8rem; font-size: 0.9rem; padding: 0.08rem 0; }
.time { white-space: nowrap; }
dt { color: var(--soft); }
dd { margin: 0; }
.chart { margin: 0; }
.chart svg { width: 100%; height: 4rem; border-bottom: 1px solid var(--soft); }
.chart path, .shares path { fill: var(--q3); }
.chart figcaption { font-size: 0.82rem; font-weight: 700; color: var(--soft); margin-bottom: 0.3rem; }
.ends { display: flex; justify-content: space-between; }
.chart .ends { font-size: 0.78rem; color: var(--soft); }
.shares { font-size: 0.88rem; margin: 0; }
.shares li { display: grid; grid-template-columns: minmax(7rem, 1fr) 2fr auto; gap: 0.6rem; align-items: center; padding: 0.06rem 0; }
.shares svg { width: 100%; height: 0.55rem; background: var(--q0); border-radius: 2px; }
.shares span:last-child { font-variant-numeric: tabular-nums; text-align: right; min-width: 3rem; }
#evidence > .shares { max-width: 36rem; }
#evidence > .shares span:last-child { min-width: 8rem; }
.id { color: var(--soft); }
.proofs { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; font-size: 0.9rem; }
.proof::before { content: "– "; color: var(--soft); }
.proof.passed::before { content: "✓ "; color: var(--used); font-weight: 700; }
.proof.failed::before { content: "✗ "; color: var(--error); font-weight: 700; }
.diff { background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 0; margin: 0.4rem 0 0; font-size: 0.92rem; line-height: 1.45; white-space: pre-wrap; }
.diff span { display: block; padding: 0 0.9rem; }
.diff .head, .diff .hunk { color: var(--soft); }
.diff .minus { background: light-dark(#ffe9e6, #3d1d1f); color: light-dark(#7d1410, #ffb4ad); }
.diff .plus { background: light-dark(#e3f6ea, #14331f); color: light-dark(#0c4f28, #9be5b6); }
.findings > li { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0.2rem 0.8rem; padding: 0.6rem 1rem; border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 4rem; }
.findings > li:first-child { border-top: 0; }
.findings { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
.findings p { margin: 0; }
.findings .see { font-size: 0.85rem; color: var(--soft); }
.findings details { margin-top: 0.3rem; font-size: 0.9rem; }
.suppressed, .interfaces, .check { margin: 0.6rem 0; }
.check { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 0.5rem 1rem; }
.check h3 { font-size: 0.9rem; margin: 0.7rem 0 0.2rem; }
.errors { background: var(--paper); border: 2px solid var(--error); border-radius: 10px; padding: 0.9rem 1rem 0.3rem; }
.errors h2 { color: var(--error); }
.terms div { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: 0.1rem 1rem; padding: 0.3rem 0; border-top: 1px solid var(--line); }
.terms dt { font-weight: 600; color: var(--ink); }
#tip { position: fixed; z-index: 9; pointer-events: none; background: var(--ink); color: var(--paper); font-size: 0.82rem; padding: 0.15rem 0.5rem; border-radius: 5px; white-space: nowrap; }
@media (max-width: 62rem) { .tiles { grid-template-columns: repeat(2, 1fr); } }
@media (max-width: 46rem) {
  header.page, nav ul, main { padding-left: 0.8rem; padding-right: 0.8rem; }
  .toolbar { position: static; }
  .toolbar > label, .toolbar select { max-width: 100%; flex: 1 1 9rem; }
  .keys { display: none; }
  .axis { display: none; }
  .matrix tbody th { max-width: 9rem; }
  .rule, .group { scroll-margin-top: 0; }
  .rule > summary { grid-template-columns: 1fr auto; gap: 0.35rem 0.8rem; }
  .rule .what { grid-column: 1 / -1; order: 3; }
  .rule .strip { grid-column: 1 / -1; order: 4; }
  .rule .flows { order: 2; }
  .findings > li { grid-template-columns: 1fr; }
    .terms div { grid-template-columns: 1fr; }
}
@media print {
  :root { color-scheme: light; }
  body { background: #ffffff; font-size: 10pt; }
  nav, .toolbar, #theme, .skip, #tip { display: none !important; }
  .group, .rule, .findings > li { content-visibility: visible; }
  .rule > summary, .findings > li, .tile, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
