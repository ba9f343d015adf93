import type { DraftProblem } from './ports.ts';
import { readText } from './scalars.ts';
import type { Argument } from './view.ts';

/** The description of a rule; null where it is none or not known. */
export interface DescriptionReading {
  readonly text: string | null;
  readonly problems: readonly DraftProblem[];
}

const MOST = 255;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html */
const ALLOWED = /[^0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]/u;

/** EC2 refuses what is too long or holds other characters; the provider says so for most resources before. */
export function descriptionOf(argument: Argument): DescriptionReading {
  const reading = readText(argument);
  if (reading.state !== 'known' || reading.value === '') return { text: null, problems: [] };
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
  return { text, problems };
}

export const NO_DESCRIPTION: DescriptionReading = { text: null, problems: [] };
