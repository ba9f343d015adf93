import { SgauditError } from '../model/problem.ts';

/** One request to AWS, as an error names it. */
export interface AwsCall {
  /** The IAM action that the request needs: `s3:GetObject`. */
  readonly action: string;
  /** What it is about: `s3://bucket/key`, `table flow_logs`. */
  readonly resource?: string | null;
  readonly region?: string | null;
}

/** Who asks, and what. */
export interface AwsContext extends AwsCall {
  readonly profile?: string | null;
  /** The ARN of the assumed role. */
  readonly role?: string | null;
}

/** What errors of the SDK have in common; any part may be missing. */
interface SdkFailure {
  readonly name?: string;
  readonly message?: string;
  /** Of Node: `ECONNREFUSED`. Of older services: the error's name. */
  readonly code?: string;
  readonly Code?: string;
  readonly Region?: string;
  readonly hostname?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $retryable?: { readonly throttling?: boolean };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly cause?: unknown;
}

type Explainer = (failure: SdkFailure, context: AwsContext) => SgauditError | null;

/**
 * Says in plain words why AWS did not answer, and what to do: the missing IAM action, the KMS key, the region, the role,
 * expired credentials, a wrong clock. An SgauditError is passed on as it is. Codes: `aws-credentials`, `aws-role`,
 * `aws-permission`, `aws-kms`, `aws-clock`, `aws-region`, `aws-not-found`, `aws-throttled`, `aws-network`, `aws-error`.
 */
export function explainAwsError(error: unknown, context: AwsContext): SgauditError {
  if (error instanceof SgauditError) return error;
  const failure = error as SdkFailure;
  for (const explain of EXPLAINERS) {
    const explained = explain(failure, context);
    if (explained) return explained;
  }
  const id = failure.$metadata?.requestId;
  return new SgauditError(
    'aws-error',
    `${about(context)} failed: ${nameOf(failure)}: ${tidy(failure.message)}${id ? ` (request ${id})` : ''}`,
  );
}

const noRegion: Explainer = ({ message }) =>
  /region is missing/i.test(message ?? '')
    ? new SgauditError(
        'aws-region',
        'no AWS region is set: give --region, set AWS_REGION, or write aws.regions into .sgaudit.yaml',
      )
    : null;

const clock: Explainer = (failure, context) => {
  const text = `${nameOf(failure)} ${failure.message ?? ''}`;
  const skewed =
    /RequestTimeTooSkewed|RequestInTheFuture|Signature (expired|not yet current)/i.test(text) ||
    nameOf(failure) === 'RequestExpired';
  return skewed
    ? new SgauditError(
        'aws-clock',
        `${about(context)} was refused for its time: this machine's clock says ${new Date().toISOString()}; set it right (AWS allows 5 minutes, S3 15)`,
      )
    : null;
};

const EXPIRED =
  /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired|SSOTokenProviderFailure)$/;
const UNKNOWN_KEYS =
  /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|InvalidToken|MissingAuthenticationToken|MissingAuthenticationTokenException)$/;

const credentials: Explainer = (failure, context) => {
  const name = nameOf(failure);
  const text = failure.message ?? '';
  const whose = identity(context);
  if (EXPIRED.test(name) || /(token|session).{0,80}(is|has) expired/i.test(text)) {
    return new SgauditError(
      'aws-credentials',
      `the AWS credentials${whose} have expired (${context.action}): sign in again (aws sso login, a new session), then run the same command: what is complete is kept`,
    );
  }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return new SgauditError(
      'aws-credentials',
      `no AWS credentials were found${whose}: ${tidy(text)} Set AWS_PROFILE or give --profile, or sign in`,
    );
  }
  // What AWS says beside these holds the signed headers, and with them the session token.
  if (UNKNOWN_KEYS.test(name)) {
    const where = context.region
      ? `, or the region ${context.region} is not enabled for the account`
      : '';
    return new SgauditError(
      'aws-credentials',
      `AWS does not accept the credentials${whose} (${context.action}: ${name}): the key is wrong or revoked${where}`,
    );
  }
  return null;
};

const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|UnauthorizedAccess|AllAccessDisabled|403)$/;

const denied: Explainer = (failure, context) => {
  const text = failure.message ?? '';
  const kms = /kms:(\w+)/i.exec(text) ?? (/\bKMS\b/.test(text) ? ['', 'Decrypt'] : null);
  const isDenied = DENIED.test(nameOf(failure)) || failure.$metadata?.httpStatusCode === 403;
  if (!isDenied && !(kms && /not authorized|AccessDenied|access denied/i.test(text))) return null;
  if (kms) {
    const key = /arn:[\w-]+:kms:[\w:/-]+/.exec(text)?.[0];
    return new SgauditError(
      'aws-kms',
      `${about(context)} was refused by the key that encrypts it: ${who(failure, context)} lacks kms:${kms[1]}${key ? ` on ${key}` : ''}; allow it in the key's policy and in the caller's`,
    );
  }
  const stated = /not authorized to perform: ([\w-]+:\w+)/.exec(text)?.[1];
  const action = stated ?? context.action;
  if (action === 'sts:AssumeRole') return roleDenied(failure, context);
  return new SgauditError(
    'aws-permission',
    `${about(context)} was refused: ${who(failure, context)} lacks ${action}${cause(text)}; docs/aws.md lists the actions that each feature needs`,
  );
};

function roleDenied(failure: SdkFailure, context: AwsContext): SgauditError {
  const role = /on resource: (arn:[\w-]+:iam::[\w:/+=,.@-]+)/.exec(failure.message ?? '')?.[1];
  return new SgauditError(
    'aws-role',
    `the role ${role ?? context.role ?? 'asked for'} cannot be assumed: ${who(failure, context, false)} needs sts:AssumeRole, and the role's trust policy must name it (with the same external id, where it asks for one)`,
  );
}

const region: Explainer = (failure, context) => {
  const name = nameOf(failure);
  const right = failure.$response?.headers?.['x-amz-bucket-region'] ?? failure.Region;
  if (/^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint)/.test(name)) {
    return new SgauditError(
      'aws-region',
      `${about(context)} was sent to the wrong region${context.region ? ` (${context.region})` : ''}: ${right ? `the bucket is in ${right}, give --region ${right}` : "give the bucket's own with --region"}`,
    );
  }
  return name === 'OptInRequired'
    ? new SgauditError(
        'aws-region',
        `${about(context)}: the region ${context.region ?? ''} is not enabled for this account; leave it out of aws.regions, or enable it`,
      )
    : null;
};

const KMS_STATE = /^(KMS\.|Kms|KMS)\w*(Exception)?$/;

const kmsState: Explainer = (failure, context) =>
  KMS_STATE.test(nameOf(failure))
    ? new SgauditError(
        'aws-kms',
        `${about(context)}: the KMS key that encrypts it cannot be used (${nameOf(failure)}: ${tidy(failure.message)}); enable the key or ask its owner`,
      )
    : null;

const notFound: Explainer = (failure, context) => {
  const name = nameOf(failure);
  if (name === 'NoSuchBucket') {
    return new SgauditError(
      'aws-not-found',
      `${context.resource ?? 'the bucket'}: there is no such bucket; check its name`,
    );
  }
  if (name === 'InvalidObjectState') {
    return new SgauditError(
      's3-archived',
      `${context.resource ?? 'the object'} is archived: restore it first, or choose a later --window`,
    );
  }
  return /^(NoSuchKey|NotFound|EntityNotFoundException|Invalid\w+\.NotFound|Invalid\w+ID\.\w+|ResourceNotFoundException)$/.test(
    name,
  )
    ? new SgauditError(
        'aws-not-found',
        `${about(context)}: it does not exist${context.region ? ` in ${context.region}` : ''} (${name})`,
      )
    : null;
};

const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled\w*|RequestLimitExceeded|TooManyRequestsException|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete|EC2ThrottledException)$/;

const throttled: Explainer = (failure, context) =>
  THROTTLED.test(nameOf(failure)) || failure.$retryable?.throttling === true
    ? new SgauditError(
        'aws-throttled',
        `${about(context)} was throttled until the last attempt (${nameOf(failure)}): run it again later, or raise AWS_MAX_ATTEMPTS`,
      )
    : null;

const NETWORK =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_TLS\w+|CERT_\w+|DEPTH_ZERO\w*|UNABLE_TO\w*|SELF_SIGNED\w*|EPROTO)$/;

const network: Explainer = (failure, context) => {
  const code = [failure, failure.cause as SdkFailure | undefined]
    .map((each) => each?.code)
    .find((each) => each !== undefined && NETWORK.test(each));
  const host = failure.hostname ? ` ${failure.hostname}` : '';
  if (code === 'ENOTFOUND') {
    return new SgauditError(
      'aws-network',
      `${about(context)}: the name${host} is not known: check the network, AWS_ENDPOINT_URL${context.region ? `, and that the region ${context.region} exists` : ''}`,
    );
  }
  const isTimeout = nameOf(failure) === 'TimeoutError';
  return code !== undefined || isTimeout
    ? new SgauditError(
        'aws-network',
        `${about(context)}: ${isTimeout ? 'no answer in time' : `the connection failed (${code})`}; check the network, proxies and VPC endpoints, then run it again`,
      )
    : null;
};

/** In this order: the first that fits is the reason. */
const EXPLAINERS: readonly Explainer[] = [
  noRegion,
  clock,
  credentials,
  region,
  throttled,
  kmsState,
  notFound,
  denied,
  network,
];

function nameOf({ name, Code, code }: SdkFailure): string {
  return (
    (Code ?? (name === 'Error' ? undefined : name) ?? code ?? name ?? 'unknown')
      .split('#')
      .at(-1) ?? ''
  );
}

function about({ action, resource }: AwsContext): string {
  return resource ? `${action} on ${resource}` : action;
}

function identity({ profile, role }: AwsContext): string {
  const of = [profile ? `profile ${profile}` : '', role ? `role ${role}` : ''].filter(Boolean);
  return of.length > 0 ? ` of ${of.join(', ')}` : '';
}

/** The principal that AWS names, else what we know of it. */
function who({ message }: SdkFailure, context: AwsContext, withRole = true): string {
  const stated = /User: (arn:[\w-]+:(?:sts|iam)::[\w:/+=,.@-]+)/.exec(message ?? '')?.[1];
  const role = withRole ? context.role : null;
  return stated ?? role ?? (context.profile ? `profile ${context.profile}` : 'the caller');
}

/** Which policy it was, where AWS says so. */
function cause(text: string): string {
  const explicit = /with an explicit deny in (?:a|an) ([\w -]+?)(?: policy)?(?:[:.,]|$)/.exec(text);
  if (explicit) return ` (an explicit deny in a ${explicit[1]} policy)`;
  const missing = /because no ([\w -]+?) policy allows/.exec(text)?.[1];
  return missing ? ` (no ${missing} policy allows it)` : '';
}

const LONGEST = 300;

/** One line without what is secret or says nothing: keys, tokens, EC2's encoded message. */
function tidy(message: string | undefined): string {
  const text = (message ?? '')
    .replace(/Encoded authorization failure message: \S+/g, '')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}/g, '$1…')
    .replace(/x-amz-security-token:\S+/gi, 'x-amz-security-token:…')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
