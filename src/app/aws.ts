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
