import type { AwsAccess } from '../aws/clients.ts';
import type { Config } from '../config/config.ts';
import type { CommonRequest } from './request.ts';
import { TOOL_VERSION } from './version.ts';

/** The way to AWS with the caller's own credentials. Nothing is asked yet. */
export async function openAws(request: CommonRequest, config: Config): Promise<AwsAccess> {
  const { AwsAccess } = await import('../aws/clients.ts');
  return new AwsAccess({
    version: TOOL_VERSION,
    profile: request.aws?.profile ?? config.aws?.profile ?? null,
    region: request.aws?.region ?? config.aws?.regions?.[0] ?? null,
    ...(request.signal ? { signal: request.signal } : {}),
  });
}

/** One account in one region, and the way there. */
export interface AwsPlace {
  /** 12 digits; null for the caller's own account until it says its number. */
  readonly account: string | null;
  readonly region: string;
  readonly aws: AwsAccess;
}

/**
 * The accounts and regions to ask: those of the configuration, else the caller's own account. `--region` leaves one
 * region of each.
 */
export async function awsPlaces(
  own: AwsAccess,
  request: CommonRequest,
  config: Config,
): Promise<AwsPlace[]> {
  const given = request.aws?.region;
  const common = given ? [given] : (config.aws?.regions ?? [await own.region()]);
  const accounts = config.aws?.accounts ?? [];
  if (accounts.length === 0) {
    return common.map((region) => ({ account: null, region, aws: own.with({ region }) }));
  }
  return accounts.flatMap(({ id, role, externalId, regions }) => {
    const roleSettings = { arn: role, ...(externalId ? { externalId } : {}) };
    return (given ? [given] : (regions ?? common)).map((region) => ({
      account: id,
      region,
      aws: own.with({ region, role: roleSettings }),
    }));
  });
}
