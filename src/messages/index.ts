import type { UnknownReason, Verdict } from '../model/verdict.ts';
import type { CheckPageMessages } from './check-pages.ts';
import type { CheckMessages } from './checks.ts';
import type { ClassicMessages } from './classic.ts';
import type { CollectMessages } from './collect.ts';
import type { DoctorMessages } from './doctor.ts';
import { EN } from './en.ts';
import type { EngineMessages } from './engines.ts';
import type { ErrorMessages } from './errors.ts';
import type { ExchangeMessages } from './exchange.ts';
import type { ExplainMessages } from './explain.ts';
import type { FixMessages } from './fix.ts';
import type { GateMessages } from './gate.ts';
import type { GithubMessages } from './github.ts';
import type { HtmlMessages } from './html.ts';
import type { InitMessages } from './init.ts';
import type { LogMessages } from './logs.ts';
import type { RefusalMessages } from './refusals.ts';
import type { RemovalPlanMessages } from './removal-plan.ts';
import type { RunTaskMessages } from './run-task.ts';
import type { WorkbookMessages } from './workbook.ts';
import { ZH_CN } from './zh-cn.ts';

export type Language = 'en' | 'zh-CN';

/** Every sentence that a person reads of a result. A language that lacks one does not compile. */
export interface Messages {
  readonly language: Language;
  readonly verdict: Readonly<Record<Verdict, string>>;
  /** What kept a rule from a verdict, in a few words, and what would settle it. */
  readonly reason: Readonly<
    Record<UnknownReason, { readonly what: string; readonly settle: string }>
  >;
  readonly finding: {
    unusedRule(rule: string, group: string, days: number): string;
    redundantRule(rule: string, group: string, flows: number, others: string): string;
    coveredRule(rule: string, group: string, others: string): string;
    insufficientEvidence(rule: string, group: string, reasons: string): string;
    noTraffic(rules: number): string;
    publicPorts(group: string, kind: 'admin' | 'data', ports: string, peers: string): string;
    publicIngress(group: string, ports: string, peers: string): string;
    publicAllPorts(group: string, peers: string): string;
    publicEgress(group: string, peers: string): string;
    missingRuleDescription(rule: string, group: string): string;
    missingGroupDescription(group: string): string;
    duplicateRule(rule: string, group: string): string;
    shadowedRule(rule: string, group: string, other: string): string;
    invalidRule(address: string, problem: string): string;
    defaultGroupRules(group: string): string;
    mixedRuleStyles(group: string): string;
    ignoreMalformed(): string;
    ignoreUnknownCheck(id: string, nearest: string | null): string;
    ignoreWithoutReason(): string;
    ignoreExpired(until: string): string;
    ignoreUnneeded(checks: string): string;
    related: { staysAndAdmits: string; sameRule: string; covers: string; standalone: string };
  };
  readonly check: CheckMessages;
  readonly text: {
    readonly summary: string;
    readonly settle: string;
    readonly evidence: string;
    readonly suppressed: string;
    readonly errors: string;
    readonly noFindings: string;
    readonly noTrafficGiven: string;
    readonly proved: string;
    readonly refused: string;
    readonly severity: Readonly<Record<'error' | 'warning' | 'note', string>>;
    rules(count: number): string;
    findings(count: number): string;
    window(start: string, end: string, days: number): string;
    records(accepted: number, rejected: number, noData: number, skipData: number): string;
    orientation(observed: number, learned: number, inferred: number, ambiguous: number): string;
    unexplained(flows: number, accepted: number): string;
    damaged(file: string, problem: string): string;
    missingField(field: string): string;
    /** What a log without the field cannot tell; empty where that costs nothing. */
    costOfField(field: string): string;
    more(count: number): string;
  };
  readonly checkPage: CheckPageMessages;
  readonly exchange: ExchangeMessages;
  readonly fix: FixMessages;
  readonly github: GithubMessages;
  readonly runTask: RunTaskMessages;
  readonly html: HtmlMessages;
  readonly explain: ExplainMessages;
  readonly logs: LogMessages;
  readonly engines: EngineMessages;
  readonly problems: ErrorMessages;
  readonly refusal: RefusalMessages;
  readonly removalPlan: RemovalPlanMessages;
  readonly gate: GateMessages;
  readonly classic: ClassicMessages;
  readonly doctor: DoctorMessages;
  readonly init: InitMessages;
  readonly collect: CollectMessages;
  readonly workbook: WorkbookMessages;
}

const CATALOGUE: Readonly<Record<Language, Messages>> = { en: EN, 'zh-CN': ZH_CN };

export function messagesFor(language: Language): Messages {
  return CATALOGUE[language];
}

/** The language of a POSIX locale (`zh_CN.UTF-8`); English for all but Chinese. */
export function languageOfLocale(
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return /^zh\b|^zh[_-]/i.test(locale) ? 'zh-CN' : 'en';
}
