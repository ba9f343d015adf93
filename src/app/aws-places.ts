import type { AwsAccess } from '../aws/clients.ts';
import type { Config } from '../config/config.ts';
import { openAws } from './aws.ts';
import type { CommonRequest } from './request.ts';

/** One region of one account, and the way there. */
export interface AwsPlace {
  readonly aws: AwsAccess;
  readonly region: string;
  /** The role that is assumed there; null: the caller's own account. */
  readonly role: string | null;
}

/**
 * Asks each region of each account that the request and the configuration name, one account after another, and closes what
 * was opened.
 */
export async function inEachPlace<Result>(
  request: CommonRequest,
  config: Config,
  ask: (place: AwsPlace) => Promise<Result>,
): Promise<Result[]> {
  const own = await openAws(request, config);
  const accounts = config.aws?.accounts ?? [{}];
  const results: Result[] = [];
  try {
    for (const { role, externalId, regions = config.aws?.regions } of accounts) {
      const aws = role
        ? own.with({ role: { arn: role, ...(externalId ? { externalId } : {}) } })
        : own;
      try {
        const named = request.aws?.region ? [request.aws.region] : (regions ?? []);
        for (const region of named.length > 0 ? named : [await aws.region()]) {
          results.push(await ask({ aws, region, role: role ?? null }));
        }
      } finally {
        if (aws !== own) await aws.close();
      }
    }
    return results;
  } finally {
    await own.close();
  }
}
