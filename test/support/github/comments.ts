export interface IssueComment {
  readonly id: number;
  body: string;
}

const MOST_CHARACTERS = 65_536;

export function commentProblem(body: unknown): string | null {
  if (typeof body !== 'string' || body.trim() === '') return "body can't be blank";
  if ([...body].length > MOST_CHARACTERS) {
    return 'body is too long (maximum is 65536 characters)';
  }
  return null;
}
