import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const SCHEMA = join(
  dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif')),
  'schemas/sarif-2.1.0-rtm.5.json',
);

/** What the official schema of SARIF 2.1.0 does not allow in a log. */
export function sarifProblems(log: unknown): string[] {
  const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  // The schema's patterns are not all valid with the `u` flag.
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  validate(log);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface Placed {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: Region;
  };
}
export interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly { readonly descriptor: { id: string } }[];
    }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly Placed[];
      readonly relatedLocations: readonly (Placed & { readonly message: { text: string } })[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions: readonly { readonly kind: string; readonly justification: string }[];
      readonly fixes?: readonly {
        readonly artifactChanges: readonly {
          readonly replacements: readonly {
            readonly deletedRegion: Region;
            readonly insertedContent: { readonly text: string };
          }[];
        }[];
      }[];
    }[];
  }[];
}

/** What GitHub refuses or drops though the schema allows it. */
export function githubProblems(log: SarifLog): string[] {
  const problems: string[] = [];
  for (const run of log.runs) {
    if (run.results.length > 25_000) problems.push(`${run.results.length} results`);
    for (const [index, result] of run.results.entries()) {
      const place = result.locations[0]?.physicalLocation;
      const uri = place?.artifactLocation.uri ?? '';
      if (!place) problems.push(`result ${index}: no physical location`);
      if (/^[a-z][a-z\d+.-]*:|^\/|(^|\/)\.\.(\/|$)|[\s\\?#]/i.test(uri) || uri === '') {
        problems.push(`result ${index}: ${JSON.stringify(uri)} is no file of the repository`);
      }
      if (run.tool.driver.rules[result.ruleIndex]?.id !== result.ruleId) {
        problems.push(`result ${index}: ruleIndex does not lead to ${result.ruleId}`);
      }
      if (!result.partialFingerprints.primaryLocationLineHash) {
        problems.push(`result ${index}: no fingerprint`);
      }
    }
  }
  return problems;
}
