import type { CheckConfig, Config } from '../config/config.ts';
import { matchesGlob } from '../config/glob.ts';
import type { CheckId } from '../lint/check.ts';
import { isCheckId } from '../lint/index.ts';
import { type LintOptions, lintOptions } from '../lint/options.ts';
import type { CheckSelection } from '../lint/run.ts';
import type { Severity } from '../model/finding.ts';
import type { JudgementRequest } from './request.ts';

/** Which checks run, and how, for findings in some of the files. */
export interface CheckProfile {
  readonly selection: CheckSelection;
  readonly options: LintOptions;
}

/** The profile of a file; the same object for files that fit the same overrides. Null: a finding without a place. */
export type ProfileOf = (file: string | null) => CheckProfile;

/** Flags win over the configuration, later overrides over earlier ones. */
export function checkProfiles(config: Config, request: JudgementRequest): ProfileOf {
  const profiles = new Map<string, CheckProfile>();
  return (file) => {
    const fitting = (config.overrides ?? []).filter(
      ({ paths }) => file !== null && paths.some((pattern) => matchesGlob(pattern, file)),
    );
    const key = fitting.map((each) => config.overrides?.indexOf(each)).join();
    const known = profiles.get(key);
    if (known) return known;
    const checks = [config.checks ?? {}, ...fitting.map((each) => each.checks)].reduce(merged, {});
    const profile = {
      selection: selectionOf(checks, config, request),
      options: lintOptions(checks),
    };
    profiles.set(key, profile);
    return profile;
  };
}

type Checks = Readonly<Record<string, CheckConfig>>;

function merged(under: Checks, over: Checks): Checks {
  const result: Record<string, CheckConfig> = { ...under };
  for (const [id, settings] of Object.entries(over)) result[id] = { ...under[id], ...settings };
  return result;
}

function selectionOf(checks: Checks, config: Config, request: JudgementRequest): CheckSelection {
  const severities: Partial<Record<CheckId, Severity | 'off'>> = {};
  for (const [id, { severity }] of Object.entries(checks)) {
    if (isCheckId(id) && severity) severities[id] = severity;
  }
  return {
    only: request.only?.length ? request.only : (config.only ?? []).filter(isCheckId),
    skip: request.skip?.length ? request.skip : (config.skip ?? []).filter(isCheckId),
    severities,
  };
}
