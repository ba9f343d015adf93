import type { MemberCoverage } from '../../model/derivation.ts';
import { type Page, paragraph, section } from './page.ts';

const MOST_MEMBERS = 6;
const MOST_DAYS = 4;

/** Each interface of the group with what its logs hold; those that lack something come first. */
export function members(page: Page): string[] {
  const { explanation, messages } = page;
  const { explain } = messages;
  if (!explanation.grounds) return [];
  const { members: all, unknownMembers } = explanation.grounds;
  const sorted = [...all].sort((left, right) => lacks(right) - lacks(left));
  const left = all.length - MOST_MEMBERS;
  return section(page, explain.section.members, [
    ...(all.length === 0 ? paragraph(page, explain.noInterfaces) : []),
    ...sorted.slice(0, MOST_MEMBERS).flatMap((member) => describe(page, member)),
    ...(left > 0 ? paragraph(page, explain.unlike(left)) : []),
    ...(unknownMembers > 0 ? paragraph(page, explain.unknownMembers(unknownMembers)) : []),
  ]);
}

function lacks({ incompleteDays, skippedDays, possibleDays }: MemberCoverage): number {
  return incompleteDays.length + skippedDays.length + possibleDays;
}

function describe(page: Page, member: MemberCoverage): string[] {
  const { explain } = page.messages;
  const { records, captures, capturesInGroup, possibleDays } = member;
  const address = member.addresses[0];
  const facts = [
    explain.member(member.daysWithRecords, member.certainDays + possibleDays),
    ...(possibleDays > 0 ? [explain.memberOpen(possibleDays)] : []),
    explain.noData(records.noData),
    ...(records.skipData > 0 ? [explain.skipped(records.skipData)] : []),
    captures > 0 ? explain.captures(capturesInGroup, captures) : explain.fromState,
  ];
  const missing = [...new Set([...member.incompleteDays, ...member.skippedDays])].sort();
  return [
    ...paragraph(
      page,
      explain.pair(`${member.interface}${address ? ` ${address}` : ''}`, explain.list(facts)),
      4,
    ),
    ...(missing.length > 0
      ? paragraph(page, `  ${explain.missing(listed(page, missing))}`, 4)
      : []),
  ];
}

function listed({ messages }: Page, days: readonly string[]): string {
  const left = days.length - MOST_DAYS;
  const more = left > 0 ? [messages.text.more(left)] : [];
  return messages.explain.list([...days.slice(0, MOST_DAYS), ...more]);
}
