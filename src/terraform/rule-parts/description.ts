import type { DraftProblem } from './ports.ts';
import { readText } from './scalars.ts';
import type { Argument } from './view.ts';

/** The description of a rule. */
export interface DescriptionReading {
  /** Null where there is none, or it is not known. */
  readonly text: string | null;
  /** Whether one is written whose text is not known. */
  readonly open: boolean;
  readonly problems: readonly DraftProblem[];
}

const MOST = 255;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html */
const ALLOWED = /[^0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]/u;

/** EC2 refuses what is too long or holds other characters; the provider says so for most resources before. */
export function descriptionOf(argument: Argument): DescriptionReading {
  const reading = readText(argument);
  if (reading.state !== 'known' || reading.value === '') {
    return { text: null, open: reading.state === 'unknown', problems: [] };
  }
  const text = reading.value;
  const problems: DraftProblem[] = [];
  const add = (message: string) =>
    problems.push({ kind: 'bad-description', message, range: argument.range });
  const length = [...text].length;
  if (length > MOST) add(`the description has ${length} characters, ${MOST} are allowed`);
  const other = ALLOWED.exec(text)?.[0];
  if (other !== undefined) {
    add(
      `the description holds ${JSON.stringify(other)}; allowed are a-z, A-Z, 0-9, space and ._-:/()#,@[]+=&;{}!$*`,
    );
  }
  return { text, open: false, problems };
}

/** Of a block of which nothing is known. */
export const OPEN_DESCRIPTION: DescriptionReading = { text: null, open: true, problems: [] };
