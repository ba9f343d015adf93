import stringWidth from 'string-width';
import type { AdmittedPeers } from '../../model/derivation.ts';
import { describePeer } from '../../model/rule-text.ts';
import type { Location } from '../../model/source.ts';
import { excerpt } from '../excerpt.ts';
import { plain } from '../plain.ts';
import { clip } from '../wrap.ts';
import { at, type Page, paragraph, section } from './page.ts';

/** Where the rule is written, and the way by which its peer got there. */
export function written(page: Page): string[] {
  const { rule, explanation, messages } = page;
  const { explain } = messages;
  const address = [rule.address ?? '', rule.ruleId ?? ''].filter((text) => text !== '').join('  ');
  const lines = [
    ...(address === '' ? [] : paragraph(page, address)),
    ...paragraph(
      page,
      explain.list([
        `${explain.key} ${rule.key}`,
        ...(explanation.style ? [explain.style[explanation.style]] : []),
      ]),
    ),
    ...(rule.description ? paragraph(page, JSON.stringify(rule.description)) : []),
    ...(rule.location ? way(page, rule.location) : paragraph(page, explain.notInCode)),
    ...parts(page),
  ];
  return section(page, explain.section.written, lines);
}

/** Each place on the way, outermost first; the literal that a person would edit is underlined. */
function way(page: Page, location: Location): string[] {
  const places = [...page.rule.via, location].map(at);
  const shown = places.filter((place, index) => place !== places[index - 1]);
  return [...paragraph(page, shown.join(' > ')), ...underlined(page, location)];
}

function underlined({ options, colors }: Page, location: Location): string[] {
  const source = options.sources.get(location.file);
  if (source === undefined) return [];
  return excerpt(source, location).map(({ text, mark }) => {
    const shown = clip(plain(text), options.width);
    const underline = clip(mark, options.width - stringWidth(shown));
    return `${colors.dim(shown)}${underline ? colors.yellow(underline) : ''}`;
  });
}

/** Where ports and protocol are written, when that is elsewhere. */
function parts(page: Page): string[] {
  const { ports, protocol, block } = page.explanation;
  if (!ports || !protocol || !block) return [];
  const within = (place: Location) =>
    place.file === block.file &&
    block.start.line <= place.start.line &&
    place.start.line <= block.end.line;
  if (within(ports) && within(protocol)) return [];
  return paragraph(page, page.messages.explain.partsAt(at(ports), at(protocol)));
}

const MOST_PEERS = 6;

/** A name that was not evaluated wants its value; a list or group that is known by name, its entries. */
function openReason({ rule }: Page): 'unresolved-value' | 'unresolved-peer' {
  return rule.peer.kind === 'unresolved' ? 'unresolved-value' : 'unresolved-peer';
}

/** The addresses that the peer stands for. */
export function admits(page: Page): string[] {
  const { explanation, messages } = page;
  const { explain, reason, text } = messages;
  if (!explanation.grounds) return [];
  const peers = explanation.grounds.admits;
  const lines = [
    ...paragraph(page, headOf(page, peers)),
    ...(peers.kind === 'open' ? paragraph(page, reason[openReason(page)].settle, 2) : []),
    ...listOf(page, peers).flatMap((line) => paragraph(page, `  ${line}`, 4)),
  ];
  const left = lengthOf(peers) - MOST_PEERS;
  if (left > 0) lines.push(`    ${text.more(left)}`);
  return section(page, explain.section.admits, lines);
}

function headOf({ rule, messages }: Page, peers: AdmittedPeers): string {
  const { explain } = messages;
  const peer = describePeer(rule.peer);
  switch (peers.kind) {
    case 'block':
      return explain.block(peers.cidr, grouped(peers.size));
    case 'members': {
      const addresses = peers.interfaces.reduce((sum, one) => sum + one.addresses.length, 0);
      if (peers.interfaces.length === 0) return explain.pair(peer, explain.noMembers);
      return explain.members(peer, peers.interfaces.length, addresses);
    }
    case 'entries':
      return explain.entries(peer, peers.entries.length, peers.complete);
    case 'open':
      return explain.pair(peer, explain.peerOpen);
  }
}

function listOf({ messages }: Page, peers: AdmittedPeers): string[] {
  const unsure = (certain: boolean): string => (certain ? '' : ` (${messages.explain.maybe})`);
  if (peers.kind === 'members') {
    return peers.interfaces
      .slice(0, MOST_PEERS)
      .map((one) => `${one.interface}  ${one.addresses.join(' ')}${unsure(one.certain)}`);
  }
  if (peers.kind === 'entries') {
    return peers.entries
      .slice(0, MOST_PEERS)
      .map(({ cidr, certain }) => `${cidr}${unsure(certain)}`);
  }
  return [];
}

function lengthOf(peers: AdmittedPeers): number {
  if (peers.kind === 'members') return peers.interfaces.length;
  return peers.kind === 'entries' ? peers.entries.length : 0;
}

/** `4294967296` → `4,294,967,296` */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
