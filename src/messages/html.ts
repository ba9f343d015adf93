import type { ProofResult, StateEffect } from '../model/edit.ts';

/** Sentences of the HTML report. */
export interface HtmlMessages {
  title(root: string): string;
  made(version: string, time: string): string;
  readonly skip: string;
  /** Between a name and its value. */
  readonly colon: string;
  readonly theme: string;
  readonly sections: Readonly<
    Record<
      | 'overview'
      | 'rules'
      | 'findings'
      | 'removals'
      | 'evidence'
      | 'checks'
      | 'gate'
      | 'glossary'
      | 'errors',
      string
    >
  >;
  readonly navigation: string;
  headline(unused: number, rules: number, days: number): string;
  headlineByAddress(unused: number, rules: number): string;
  readonly headlineWithoutTraffic: string;
  readonly tiles: Readonly<
    Record<'verdicts' | 'removals' | 'findings' | 'window' | 'coverage' | 'unexplained', string>
  >;
  removable(unused: number): string;
  daysLong(days: number): string;
  fromTo(first: string, last: string): string;
  suppressedFindings(count: number): string;
  interfaceDays(covered: number, all: number): string;
  lostRecords(count: number): string;
  /** Of rules that stay unknown because logs lack days or hours. */
  lackingLogs(rules: number): string;
  ofAccepted(accepted: number): string;
  readonly byGroup: string;
  readonly notJudged: string;
  readonly columns: Readonly<
    Record<
      | 'group'
      | 'rule'
      | 'findings'
      | 'records'
      | 'verdict'
      | 'missing'
      | 'settle'
      | 'examples'
      | 'resource'
      | 'peers'
      | 'ports'
      | 'lastSeen'
      | 'rules'
      | 'files'
      | 'safety'
      | 'proof'
      | 'interface'
      | 'days'
      | 'lost'
      | 'inventory'
      | 'peer'
      | 'port'
      | 'direction'
      | 'protocol'
      | 'file'
      | 'problem'
      | 'entries'
      | 'left'
      | 'givenUp',
      string
    >
  >;
  groupFacts(interfaces: number): string;
  readonly filters: {
    readonly title: string;
    readonly search: string;
    readonly searchHint: string;
    readonly verdict: string;
    readonly group: string;
    readonly allGroups: string;
    readonly severity: string;
    readonly anySeverity: string;
    readonly withSeverity: Readonly<Record<'error' | 'warning' | 'note', string>>;
    readonly reset: string;
    readonly openAll: string;
    readonly closeAll: string;
    /** With `{shown}` and `{all}`, which the page fills in. */
    readonly shown: string;
    readonly none: string;
    readonly keys: { readonly search: string; readonly move: string; readonly clear: string };
  };
  readonly heat: {
    readonly legend: string;
    readonly none: string;
    /** With `{day}` and `{records}`, which the page fills in. */
    readonly day: string;
    chart(days: number, all: number, most: number, day: string): string;
  };
  readonly matrix: { readonly title: string; readonly caption: string; readonly others: string };
  readonly rule: Readonly<
    Record<
      | 'address'
      | 'id'
      | 'description'
      | 'place'
      | 'via'
      | 'link'
      | 'traffic'
      | 'records'
      | 'sole'
      | 'possible'
      | 'bytes'
      | 'packets'
      | 'seen'
      | 'peers'
      | 'ports'
      | 'noTraffic'
      | 'why'
      | 'limits'
      | 'stays'
      | 'coveredBy'
      | 'findings'
      | 'removal'
      | 'allPorts'
      | 'allProtocols',
      string
    >
  >;
  seenAddresses(addresses: number): string;
  topPeers(shown: number, all: number): string;
  perDay(most: number): string;
  icmp(type: string, code: string | null): string;
  readonly removal: {
    readonly offered: string;
    readonly refused: string;
    readonly safety: Readonly<Record<'safe' | 'unsafe', string>>;
    readonly proofs: Readonly<Record<'parser' | 'rules' | 'terraform', string>>;
    readonly results: Readonly<Record<ProofResult, string>>;
    readonly effects: Readonly<Record<StateEffect['action'], string>>;
    readonly none: string;
    readonly how: string;
  };
  readonly finding: Readonly<
    Record<'confidence' | 'curve' | 'proposed' | 'none' | 'related' | 'suppressedBy', string>
  >;
  readonly confidence: Readonly<Record<'high' | 'medium' | 'low', string>>;
  readonly suppressor: Readonly<Record<'comment' | 'baseline' | 'config', string>>;
  readonly evidence: Readonly<
    Record<
      'interfaces' | 'unexplained' | 'files' | 'yes' | 'no' | 'withoutTraffic' | 'orientation',
      string
    >
  >;
  readonly certainty: Readonly<Record<'observed' | 'learned' | 'inferred' | 'ambiguous', string>>;
  readonly check: Readonly<Record<'why' | 'fix' | 'whenNot', string>>;
  /** Terms and what they mean. */
  readonly glossary: readonly (readonly [string, string])[];
}
