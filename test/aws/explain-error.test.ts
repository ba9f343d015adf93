import { describe, expect, test } from '@jest/globals';
import { type AwsContext, explainAwsError } from '../../src/aws/explain-error.ts';
import { SgauditError } from '../../src/model/problem.ts';

const CONTEXT: AwsContext = {
  action: 's3:GetObject',
  resource: 's3://traffic-logs/AWSLogs/a.gz',
  region: 'eu-west-1',
  profile: 'audit',
};
const ENCODED = 'Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm';

/** Errors as the services send them, and what a person must find in ours. */
const CASES: readonly {
  readonly of: string;
  readonly error: Record<string, unknown>;
  readonly context?: Partial<AwsContext>;
  readonly code: string;
  readonly says: readonly string[];
}[] = [
  {
    of: 'an IAM action that is missing',
    error: {
      name: 'AccessDenied',
      message:
        'User: arn:aws:sts::111122223333:assumed-role/ci/run is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::traffic-logs" because no identity-based policy allows the s3:ListBucket action',
    },
    code: 'aws-permission',
    says: [
      'arn:aws:sts::111122223333:assumed-role/ci/run lacks s3:ListBucket',
      '(no identity-based policy allows it)',
    ],
  },
  {
    of: 'an IAM action that only we know of',
    error: { name: 'AccessDenied', message: 'Access Denied', $metadata: { httpStatusCode: 403 } },
    code: 'aws-permission',
    says: ['s3:GetObject on s3://traffic-logs/AWSLogs/a.gz', 'profile audit lacks s3:GetObject'],
  },
  {
    of: 'a bare 403, as HEAD answers',
    error: { name: '403', message: 'UnknownError', $metadata: { httpStatusCode: 403 } },
    code: 'aws-permission',
    says: ['lacks s3:GetObject'],
  },
  {
    of: 'a service control policy',
    error: {
      name: 'UnauthorizedOperation',
      message: `You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/a is not authorized to perform: ec2:DescribeFlowLogs with an explicit deny in a service control policy. ${ENCODED}`,
    },
    context: { action: 'ec2:DescribeFlowLogs', resource: null },
    code: 'aws-permission',
    says: ['lacks ec2:DescribeFlowLogs (an explicit deny in a service control policy)'],
  },
  {
    of: 'a KMS key that may not be used',
    error: {
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::111122223333:user/a is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/0a1b because no identity-based policy allows the kms:Decrypt action',
    },
    code: 'aws-kms',
    says: ['lacks kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/0a1b', "key's policy"],
  },
  {
    of: 'a KMS key that is disabled',
    error: { name: 'KMS.DisabledException', message: 'arn:aws:kms:…:key/0a1b is disabled.' },
    code: 'aws-kms',
    says: ['cannot be used', 'enable the key'],
  },
  {
    of: 'credentials that have expired',
    error: { name: 'ExpiredToken', message: 'The provided token has expired.' },
    code: 'aws-credentials',
    says: ['of profile audit have expired', 'sign in again', 'what is complete is kept'],
  },
  {
    of: 'an SSO session that has expired',
    error: {
      name: 'CredentialsProviderError',
      message:
        'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login.',
    },
    code: 'aws-credentials',
    says: ['have expired'],
  },
  {
    of: 'no credentials at all',
    error: {
      name: 'CredentialsProviderError',
      message: 'Could not load credentials from any providers',
    },
    code: 'aws-credentials',
    says: ['no AWS credentials were found', '--profile'],
  },
  {
    of: 'a revoked key',
    error: {
      name: 'AuthFailure',
      message: 'AWS was not able to validate the provided access credentials',
    },
    code: 'aws-credentials',
    says: ['does not accept the credentials', 'the region eu-west-1 is not enabled'],
  },
  {
    of: 'a clock that is wrong',
    error: {
      name: 'InvalidSignatureException',
      message:
        'Signature expired: 20261124T010000Z is now earlier than 20261124T080000Z (20261124T080500Z - 5 min.)',
    },
    code: 'aws-clock',
    says: ["this machine's clock"],
  },
  {
    of: 'a clock that is wrong, to S3',
    error: {
      name: 'RequestTimeTooSkewed',
      message: 'The difference between the request time and the current time is too large.',
    },
    code: 'aws-clock',
    says: ["this machine's clock"],
  },
  {
    of: 'a bucket in another region',
    error: {
      name: 'PermanentRedirect',
      message:
        'The bucket you are attempting to access must be addressed using the specified endpoint.',
      $response: { headers: { 'x-amz-bucket-region': 'us-east-2' } },
    },
    code: 'aws-region',
    says: ['the bucket is in us-east-2', '--region us-east-2'],
  },
  {
    of: 'a region that the account has not enabled',
    error: { name: 'OptInRequired', message: 'You are not subscribed to this service.' },
    context: { action: 'ec2:DescribeVpcs', resource: null, region: 'me-south-1' },
    code: 'aws-region',
    says: ['me-south-1 is not enabled'],
  },
  {
    of: 'a bucket that is not there',
    error: { name: 'NoSuchBucket', message: 'The specified bucket does not exist' },
    context: { action: 's3:ListBucket', resource: 's3://traffic-logz' },
    code: 'aws-not-found',
    says: ['s3://traffic-logz: there is no such bucket'],
  },
  {
    of: 'a name that no server has',
    error: {
      name: 'Error',
      code: 'ENOTFOUND',
      message: 'getaddrinfo ENOTFOUND ec2.eu-wst-1.amazonaws.com',
      hostname: 'ec2.eu-wst-1.amazonaws.com',
    },
    context: { region: 'eu-wst-1' },
    code: 'aws-network',
    says: ['ec2.eu-wst-1.amazonaws.com is not known', 'that the region eu-wst-1 exists'],
  },
  {
    of: 'a refused connection',
    error: { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
    code: 'aws-network',
    says: ['ECONNREFUSED'],
  },
];

describe('an error of AWS is explained:', () => {
  test.each(CASES)('$of', ({ error, context, code, says }) => {
    const thrown = Object.assign(new Error(String(error.message)), error);
    const explained = explainAwsError(thrown, { ...CONTEXT, ...context });
    expect(explained).toBeInstanceOf(SgauditError);
    expect(explained.code).toBe(code);
    for (const part of says) expect(explained.message).toContain(part);
    expect(explained.message).not.toContain('\n');
    expect(explained.message).not.toContain('4GIOHlTkIaWHQD0Q0m6XSnuUMCm');
  });

  test('nothing secret that AWS repeats is passed on', () => {
    const message = `The request signature we calculated does not match. The Canonical String for this request should have been\n'POST\n/\nx-amz-security-token:IQoJb3JpZ2luX2VjEF'`;
    for (const name of ['SignatureDoesNotMatch', 'SomethingElse']) {
      const error = Object.assign(new Error(`${message} AKIAIOSFODNN7EXAMPLE`), { name });
      const { message: shown } = explainAwsError(error, CONTEXT);
      expect(shown).not.toContain('IQoJb3JpZ2luX2VjEF');
      expect(shown).not.toContain('AKIAIOSFODNN7EXAMPLE');
    }
  });

  test('what has no explanation keeps its name, its words and the request', () => {
    const error = Object.assign(new Error('We encountered an internal error.'), {
      name: 'InternalError',
      $metadata: { httpStatusCode: 500, requestId: 'ABC123' },
    });
    expect(explainAwsError(error, CONTEXT).message).toBe(
      's3:GetObject on s3://traffic-logs/AWSLogs/a.gz failed: InternalError: We encountered an internal error. (request ABC123)',
    );
  });

  test('an explained error stays as it is', () => {
    const error = new SgauditError('interrupted', 'stopped');
    expect(explainAwsError(error, CONTEXT)).toBe(error);
  });
});
