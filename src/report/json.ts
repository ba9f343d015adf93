import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';

/** The report as it is, of `schema/report-v1.schema.json`. */
export const reportJson: Reporter = (report) => jsonText(report);
