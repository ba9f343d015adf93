const FAKE = {
  AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
  AWS_SECRET_ACCESS_KEY: 'fake-secret',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
} as const;

const NAMES =
  /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|REGION|DEFAULT_REGION|ENDPOINT_URL|ENDPOINT_URL_\w+|MAX_ATTEMPTS|CONFIG_FILE|SHARED_CREDENTIALS_FILE|EC2_METADATA_DISABLED|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN|CONTAINER_\w+)$/;

/**
 * Puts fake AWS keys and a local endpoint into this process's environment, and nothing else of AWS.
 * Answers the way back.
 */
export function useAwsEnvironment(
  endpoint: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): () => void {
  const before = { ...process.env };
  const clear = () => {
    for (const name of Object.keys(process.env)) if (NAMES.test(name)) delete process.env[name];
  };
  clear();
  const wanted: Record<string, string | undefined> = {
    ...FAKE,
    AWS_ENDPOINT_URL: endpoint,
    ...changes,
  };
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return () => {
    clear();
    for (const [name, value] of Object.entries(before)) {
      if (NAMES.test(name) && value !== undefined) process.env[name] = value;
    }
  };
}
