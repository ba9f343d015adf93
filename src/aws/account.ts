import type { AwsAccess } from './clients.ts';

/** The 12 digits of the account whose credentials are used. No permission is needed to ask. */
export async function accountOf(aws: AwsAccess, region: string): Promise<string | null> {
  const [client, { GetCallerIdentityCommand }] = await Promise.all([
    aws.client('sts', region),
    import('@aws-sdk/client-sts'),
  ]);
  const identity = await aws.call({ action: 'sts:GetCallerIdentity', region }, (options) =>
    client.send(new GetCallerIdentityCommand({}), options),
  );
  return identity.Account ?? null;
}
