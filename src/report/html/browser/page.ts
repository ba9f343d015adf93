// What the report does in a browser: filters, keys, deep links, the theme. It only hides, opens and moves: all text is
// in the page already, and nothing is made from a text of the user's.

interface Words {
  readonly language: string;
  readonly shown: string;
  readonly day: string;
  readonly all: number;
  readonly days: readonly string[];
}

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const words: Words = JSON.parse(element('words').textContent ?? '');
const number = (value: number): string => value.toLocaleString(words.language);

const rules = [...document.querySelectorAll<HTMLDetailsElement>('details.rule')];
const groups = [...document.querySelectorAll<HTMLElement>('section.group')];
const findings = [...document.querySelectorAll<HTMLElement>('#findings > .findings > li')];
const search = element<HTMLInputElement>('search');
const group = element<HTMLSelectElement>('group');
const severity = element<HTMLSelectElement>('severity');
const boxes = [...document.querySelectorAll<HTMLInputElement>('input[name=verdict]')];

const SEVERITIES = ['error', 'warning', 'note'];

/** Lower-case text of rules and findings, read once, when a search first needs it. */
const texts = new Map<HTMLElement, string>();
function textOf(each: HTMLElement): string {
  let text = texts.get(each);
  if (text === undefined) {
    text = (each.textContent ?? '').toLowerCase();
    texts.set(each, text);
  }
  return text;
}

/** Every word of the search, the group, and at least the severity. */
function matches(each: HTMLElement, wanted: readonly string[]): boolean {
  if (group.value !== '' && each.dataset.group !== group.value) return false;
  if (severity.value !== '') {
    const own = SEVERITIES.indexOf(each.dataset.severity ?? '');
    if (own === -1 || own > SEVERITIES.indexOf(severity.value)) return false;
  }
  // A group's name stands above its rules, and is searched with them.
  return wanted.every(
    (word) => textOf(each).includes(word) || groupName(each.dataset.group).includes(word),
  );
}

const groupNames = [...group.options].map((option) => option.text.toLowerCase());
function groupName(index: string | undefined): string {
  // The first option is "all groups".
  return index ? (groupNames[Number(index) + 1] ?? '') : '';
}

function filter(): void {
  const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const alive = new Set<string>();
  let shown = 0;
  for (const rule of rules) {
    const verdict = rule.dataset.verdict ?? '';
    const visible = (boxes.length === 0 || verdicts.has(verdict)) && matches(rule, wanted);
    rule.hidden = !visible;
    if (visible) {
      shown++;
      alive.add(rule.dataset.group ?? '');
    }
  }
  for (const each of groups) each.hidden = !alive.has(each.dataset.group ?? '');
  for (const each of findings) each.hidden = !matches(each, wanted);
  element('nothing').hidden = shown > 0;
  const count = words.shown.replace('{shown}', number(shown)).replace('{all}', number(words.all));
  if (element('shown').textContent !== count) element('shown').textContent = count;
}

let waiting = 0;
function filterSoon(): void {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(filter);
}

function reset(): void {
  search.value = '';
  group.value = '';
  severity.value = '';
  for (const box of boxes) box.checked = true;
  filter();
}

function openShown(open: boolean): void {
  for (const rule of rules) if (!open || !rule.hidden) rule.open = open;
}

/** Opens what the address names, whatever the filters say. */
function follow(): void {
  const id = decode(location.hash.slice(1));
  const target = id === '' ? null : document.getElementById(id);
  if (!target) return;
  if (target.closest('[hidden]') && target.closest('#rules')) reset();
  for (let each: Element | null = target; each; each = each.parentElement) {
    if (each instanceof HTMLDetailsElement) each.open = true;
  }
  target.scrollIntoView();
  if (target instanceof HTMLDetailsElement) target.querySelector('summary')?.focus();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** To the next shown rule in a direction, from the one that has the focus, else from the first or last. */
function move(step: 1 | -1): void {
  const shown = rules.filter((rule) => !rule.hidden);
  const current = shown.findIndex((rule) => rule.contains(document.activeElement));
  const next = current === -1 ? (step === 1 ? 0 : shown.length - 1) : current + step;
  shown[next]?.querySelector('summary')?.focus();
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  const typing = target.matches('input[type=search], select, textarea');
  const steps: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
  const step = steps[event.key];
  if (event.key === '/' && !typing) {
    search.focus();
    search.select();
  } else if (event.key === 'Escape' && target === search) {
    reset();
  } else if (event.key === 'ArrowDown' && target === search) {
    move(1);
  } else if (step !== undefined && target.matches('details.rule > summary')) {
    move(step);
  } else {
    return;
  }
  event.preventDefault();
}

/** Day and records under the pointer. */
function showDay(event: PointerEvent): void {
  const tip = element('tip');
  const strip = (event.target as Element).closest?.('svg.strip');
  tip.hidden = !strip;
  if (!strip) return;
  const counts = (strip.getAttribute('data-n') ?? '').split(',');
  const { left, width, bottom } = strip.getBoundingClientRect();
  const part = (event.clientX - left) / width;
  const day = Math.min(counts.length - 1, Math.max(0, Math.floor(part * counts.length)));
  tip.textContent = words.day
    .replace('{day}', words.days[day] ?? '')
    .replace('{records}', number(Number(counts[day])));
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(event.clientX, room))}px`;
  tip.style.top = `${bottom + 6}px`;
}

const THEME = 'sgaudit-theme';
function applyTheme(theme: string | null): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}

function switchTheme(): void {
  const own = document.documentElement.dataset.theme;
  const dark = own ? own === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  applyTheme(dark ? 'light' : 'dark');
  try {
    localStorage.setItem(THEME, dark ? 'light' : 'dark');
  } catch {
    // A page from a file may not be allowed to keep anything.
  }
}

function keptTheme(): string | null {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null;
  }
}

/** Paper holds what was open, and the removals with their proofs. */
let openedForPrint: HTMLDetailsElement[] = [];
function beforePrint(): void {
  openedForPrint = rules.filter(
    (rule) => !rule.open && !rule.hidden && rule.querySelector('.diff'),
  );
  for (const rule of openedForPrint) rule.open = true;
}
function afterPrint(): void {
  for (const rule of openedForPrint) rule.open = false;
}

applyTheme(keptTheme());
for (const id of ['filters', 'theme']) element(id).hidden = false;
search.addEventListener('input', filterSoon);
for (const each of [group, severity, ...boxes]) each.addEventListener('change', filter);
element('reset').addEventListener('click', reset);
element('open-all').addEventListener('click', () => openShown(true));
element('close-all').addEventListener('click', () => openShown(false));
element('theme').addEventListener('click', switchTheme);
document.addEventListener('keydown', onKey);
document.addEventListener('pointermove', showDay);
document.addEventListener('scroll', () => {
  element('tip').hidden = true;
});
addEventListener('hashchange', follow);
addEventListener('beforeprint', beforePrint);
addEventListener('afterprint', afterPrint);
filter();
follow();
