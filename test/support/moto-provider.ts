import { quoted } from '../../src/init/hcl.ts';

/** The provider's settings for a server of one's own, as an override beside the provider that `init` writes. */
export function motoProvider(endpoint: string, more = ''): string {
  const services = ['ec2', 's3', 'glue', 'athena', 'iam', 'sts'];
  return `provider "aws" {
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
${more}  endpoints {
${services.map((service) => `    ${service} = ${quoted(endpoint)}`).join('\n')}
  }
}
`;
}
