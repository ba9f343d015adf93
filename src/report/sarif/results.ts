import type { Messages } from '../../messages/index.ts';
import type { Finding } from '../../model/finding.ts';
import type { ReportFix, ReportRule } from '../../model/report.ts';
import { type Anchor, theRule } from '../anchor.ts';
import { LEVEL } from './descriptors.ts';
import { artifact, message, physicalLocation, region } from './places.ts';

/** GitHub keeps so many locations of a result. */
const MOST_RELATED = 100;

export interface ResultInput {
  readonly finding: Finding;
  readonly anchor: Anchor;
  readonly ruleIndex: number;
  /** Which of the findings with this fingerprint it is, from 1. */
  readonly occurrence: number;
}

export type ResultMaker = (input: ResultInput) => object;

/** Makes results; `rules` are the report's. https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#result-object */
export function resultMaker(
  rules: ReadonlyMap<string, ReportRule>,
  messages: Messages,
): ResultMaker {
  return ({ finding, anchor, ruleIndex, occurrence }) => {
    const rule = theRule(finding, rules);
    const { fingerprint } = finding;
    return {
      ruleId: finding.checkId,
      ruleIndex,
      level: LEVEL[finding.severity],
      message: message(finding.message),
      locations: [
        {
          physicalLocation: physicalLocation(anchor.location),
          ...(rule?.address
            ? { logicalLocations: [{ fullyQualifiedName: rule.address, kind: 'resource' }] }
            : {}),
        },
      ],
      relatedLocations: related(finding, anchor, messages),
      // GitHub matches alerts by this name alone; ours outlives moved lines, the one it would compute does not.
      partialFingerprints: {
        primaryLocationLineHash: `${fingerprint}:${occurrence}`,
        'sgaudit/v1': fingerprint,
      },
      ...(rule?.fix ? { fixes: [fixOf(rule.fix, messages)] } : {}),
      suppressions: suppressions(finding),
      properties: { confidence: finding.confidence, ruleKeys: finding.ruleKeys },
    };
  };
}

function related(finding: Finding, { leaf }: Anchor, messages: Messages) {
  const inside = leaf ? [{ message: messages.exchange.leaf, location: leaf }] : [];
  return [...inside, ...finding.related].slice(0, MOST_RELATED).map((each, index) => ({
    id: index + 1,
    message: message(each.message),
    physicalLocation: physicalLocation(each.location),
  }));
}

function fixOf(fix: ReportFix, messages: Messages) {
  return {
    description: message(messages.exchange.sarif.removal),
    artifactChanges: fix.files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: fix.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({
          deletedRegion: region(edit),
          insertedContent: { text: edit.newText },
        })),
    })),
  };
}

function suppressions({ suppressed }: Finding) {
  if (!suppressed) return [];
  const kind = suppressed.by === 'comment' ? 'inSource' : 'external';
  const until = suppressed.until ? ` (${suppressed.until})` : '';
  return [{ kind, status: 'accepted', justification: `${suppressed.reason}${until}` }];
}
