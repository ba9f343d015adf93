import {
  type PostRequest,
  type PostResult,
  postToGithub,
} from '../../../src/app/post-to-github.ts';
import { pullRequestReport } from '../pull-request.ts';
import type { FakeGithub } from './server.ts';
import { HEAD } from './state.ts';

/** As patient as GitHub asks for, a thousand times as fast. */
export const QUICK = {
  timeout: 2000,
  attempts: 5,
  backOff: 1,
  pause: 0,
  secondaryLimit: 60,
  longest: 2000,
};

/** One report for all runs, as a repository that nobody changed gives it. */
const REPORT = pullRequestReport();

export function post(
  github: Pick<FakeGithub, 'url' | 'state'>,
  changes: Partial<Omit<PostRequest, 'context'>> & {
    readonly context?: Partial<PostRequest['context']>;
  } = {},
): Promise<PostResult> {
  return postToGithub({
    report: REPORT,
    parts: { check: true, comment: true, suggestions: true, scanning: false },
    failOn: 'warning',
    language: 'en',
    patience: QUICK,
    ...changes,
    context: {
      apiUrl: github.url,
      token: github.state.token,
      repository: 'octo/infra',
      sha: HEAD,
      pullRequest: 7,
      ref: null,
      ...changes.context,
    },
  });
}
