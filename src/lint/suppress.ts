import { nearest } from '../config/nearest.ts';
import type { Messages } from '../messages/index.ts';
import { compareFindings, type Finding } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';
import { comparePositions, type Location } from '../model/source.ts';
import { type CheckId, toFinding } from './check.ts';
import { CHECK_IDS, CHECKS, isCheckId } from './index.ts';

/** A comment that begins with `sgaudit-ignore`, and what it stands at. */
export interface IgnoreComment {
  /** The text after the comment's marker, trimmed. */
  readonly text: string;
  readonly location: Location;
  /** The line, block or element that it speaks of; null when nothing follows it. */
  readonly target: Location | null;
}

export interface SuppressInput {
  readonly comments: readonly IgnoreComment[];
  readonly rulesByKey: ReadonlyMap<string, Rule>;
  /** The checks that ran: only of these can be said that a comment is not needed. */
  readonly ran: ReadonlySet<CheckId>;
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly messages: Messages;
}

interface Ignore {
  readonly comment: IgnoreComment;
  readonly checks: readonly CheckId[];
  readonly until: string | null;
  readonly reason: string;
}

const PREFIX = 'sgaudit-ignore';
/** `sgaudit-ignore: unused-rule, public-ingress until 2027-03-01 -- kept for the disaster drill` */
const FORM =
  /^sgaudit-ignore:\s*([a-z-]+(?:\s*,\s*[a-z-]+)*)(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?(?:\s+--\s*(\S.*))?$/;

export function isIgnoreComment(text: string): boolean {
  return text.trimStart().startsWith(PREFIX);
}

/** Marks what comments speak of as suppressed; comments that are malformed, expired or not needed are findings. */
export function suppress(findings: readonly Finding[], input: SuppressInput): Finding[] {
  const complaints: Finding[] = [];
  const ignores = input.comments.flatMap((comment) => {
    const read = readIgnore(comment, input);
    if (typeof read !== 'string') return [read];
    complaints.push(complaint(comment, read));
    return [];
  });
  const used = new Set<Ignore>();
  const marked = findings.map((finding) => {
    const ignore = ignores.find((each) => speaksOf(each, finding, input.rulesByKey));
    if (!ignore) return finding;
    used.add(ignore);
    const { reason, until } = ignore;
    return { ...finding, suppressed: { by: 'comment' as const, reason, until } };
  });
  for (const ignore of ignores) {
    if (used.has(ignore) || !ignore.checks.every((id) => input.ran.has(id))) continue;
    const text = input.messages.finding.ignoreUnneeded(ignore.checks.join(', '));
    complaints.push(complaint(ignore.comment, text));
  }
  return [...marked, ...complaints].sort(compareFindings);
}

/** What a comment asks for, or what is wrong with it. */
function readIgnore(comment: IgnoreComment, { messages, today }: SuppressInput): Ignore | string {
  const match = FORM.exec(comment.text);
  if (!match) return messages.finding.ignoreMalformed();
  const ids = (match[1] ?? '').split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !isCheckId(id));
  if (unknown !== undefined) {
    return messages.finding.ignoreUnknownCheck(unknown, nearest(unknown, CHECK_IDS));
  }
  const reason = match[3]?.trim();
  if (!reason) return messages.finding.ignoreWithoutReason();
  const until = match[2] ?? null;
  if (until !== null && until < today) return messages.finding.ignoreExpired(until);
  return { comment, checks: ids.filter(isCheckId), until, reason };
}

function complaint(comment: IgnoreComment, message: string): Finding {
  const check = CHECKS['ignore-comment'];
  return toFinding('ignore-comment', check, check.severity, {
    message,
    location: comment.location,
    ruleKeys: [],
    discriminator: comment.text,
  });
}

/** The finding stands within the target, or is about a rule whose block or resource does. */
function speaksOf(
  { comment, checks }: Ignore,
  finding: Finding,
  rulesByKey: ReadonlyMap<string, Rule>,
): boolean {
  const { target } = comment;
  if (!target || !checks.some((id) => id === finding.checkId)) return false;
  if (finding.location !== null && isWithin(target, finding.location)) return true;
  const sources = finding.ruleKeys.map((key) => rulesByKey.get(key)?.source);
  return (
    sources.length > 0 &&
    sources.every(
      (source) => source && [source.block, source.resource].some((each) => isWithin(target, each)),
    )
  );
}

function isWithin(outer: Location, inner: Location): boolean {
  return (
    outer.file === inner.file &&
    comparePositions(outer.start, inner.start) <= 0 &&
    comparePositions(inner.start, outer.end) < 0
  );
}
