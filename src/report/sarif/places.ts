import type { Location } from '../../model/source.ts';
import { plain } from '../plain.ts';
import { relativeUri } from './uri.ts';

export interface SarifMessage {
  readonly text: string;
}

/**
 * Text of a message. `[text](1)` would be a link to a related location, and control characters move what a reader sees.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317465
 */
export function message(text: string): SarifMessage {
  return { text: plain(text.replace(/\s*\r?\n\s*/g, ' ')).replaceAll('](', ']\u2060(') };
}

export function artifact(file: string) {
  return { uri: relativeUri(file), uriBaseId: '%SRCROOT%' };
}

/** SARIF counts as reports do: from 1, in UTF-16 code units (`columnKind`), the end column exclusive. */
export function region({ start, end }: Pick<Location, 'start' | 'end'>) {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

export function physicalLocation(location: Location) {
  return { artifactLocation: artifact(location.file), region: region(location) };
}
