import { setMaxListeners } from 'node:events';
import type { AthenaClient } from '@aws-sdk/client-athena';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { STSClient } from '@aws-sdk/client-sts';
import { type AwsCall, explainAwsError } from './explain-error.ts';

export { type AwsCall, explainAwsError } from './explain-error.ts';

/** A role of another account, assumed with the credentials of the default chain. */
export interface AwsRole {
  /** `arn:aws:iam::111122223333:role/sgaudit` */
  readonly arn: string;
  readonly externalId?: string;
}

export interface AwsTimeouts {
  readonly connectMs: number;
  /** Without a byte. */
  readonly idleMs: number;
  /** Before a download that was cut off is gone on with; doubled each time. */
  readonly pauseMs: number;
}

export interface AwsSettings {
  /** Stands in the user agent as `sgaudit/<version>`. */
  readonly version: string;
  /** A profile of ~/.aws/config; null: the default chain. */
  readonly profile?: string | null;
  /** Null: AWS_REGION, AWS_DEFAULT_REGION, the profile's. */
  readonly region?: string | null;
  readonly role?: AwsRole | null;
  /** Ends every request when it fires. */
  readonly signal?: AbortSignal;
  /** Attempts of one request; null: AWS_MAX_ATTEMPTS, else 10. */
  readonly maxAttempts?: number | null;
  readonly timeouts?: AwsTimeouts;
}

/** Given to `client.send` beside the command. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

interface Clients {
  s3: S3Client;
  ec2: EC2Client;
  athena: AthenaClient;
  glue: GlueClient;
  sts: STSClient;
  logs: CloudWatchLogsClient;
}

/** The packages are megabytes: each is loaded where its service is asked. */
const CONSTRUCTORS: {
  readonly [Service in keyof Clients]: () => Promise<
    new (
      settings: ClientSettings,
    ) => Clients[Service]
  >;
} = {
  s3: async () => (await import('@aws-sdk/client-s3')).S3Client,
  ec2: async () => (await import('@aws-sdk/client-ec2')).EC2Client,
  athena: async () => (await import('@aws-sdk/client-athena')).AthenaClient,
  glue: async () => (await import('@aws-sdk/client-glue')).GlueClient,
  sts: async () => (await import('@aws-sdk/client-sts')).STSClient,
  logs: async () => (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient,
};

const ATTEMPTS = 10;
export const TIMEOUTS: AwsTimeouts = { connectMs: 5_000, idleMs: 60_000, pauseMs: 400 };

/**
 * The way to AWS of one run, or of one account in it: clients by service and region, all with the same credentials,
 * adaptive retries, time-outs and cancellation. Endpoints come from AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>.
 */
export class AwsAccess {
  readonly settings: AwsSettings;
  readonly #clients = new Map<string, Promise<Clients[keyof Clients]>>();
  #credentials: Promise<ClientSettings['credentials']> | null = null;

  constructor(settings: AwsSettings) {
    this.settings = settings;
    // Each request listens to it, and there are more than ten at once.
    if (settings.signal) setMaxListeners(0, settings.signal);
  }

  /** The same settings with others in their place: another account's role, another region. */
  with(changes: Partial<AwsSettings>): AwsAccess {
    return new AwsAccess({ ...this.settings, ...changes });
  }

  /** A client of a service; made at first use. */
  client<Service extends keyof Clients>(
    service: Service,
    region: string | null = null,
  ): Promise<Clients[Service]> {
    const key = `${service} ${region ?? ''}`;
    const known = this.#clients.get(key) as Promise<Clients[Service]> | undefined;
    if (known) return known;
    const made = this.#make(service, region);
    this.#clients.set(key, made);
    return made;
  }

  /**
   * Runs one request, and explains its failure.
   * @throws SgauditError as `explainAwsError` makes it
   */
  async call<Result>(
    what: AwsCall,
    request: (options: CallOptions) => Promise<Result>,
  ): Promise<Result> {
    const { signal } = this.settings;
    try {
      signal?.throwIfAborted();
      return await request(signal ? { abortSignal: signal } : {});
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw explainAwsError(error, { ...this.#identity(), ...what });
    }
  }

  /** The region that requests without another one go to. Throws `aws-region` when none is set anywhere. */
  async region(): Promise<string> {
    const known = this.settings.region ?? regionOfEnvironment();
    if (known) return known;
    const sts = await this.client('sts');
    return this.call({ action: 'sts:GetCallerIdentity' }, async () => sts.config.region());
  }

  /** Ends the idle connections. */
  async close(): Promise<void> {
    const clients = await Promise.allSettled(this.#clients.values());
    for (const client of clients) if (client.status === 'fulfilled') client.value.destroy();
    this.#clients.clear();
  }

  async #make<Service extends keyof Clients>(
    service: Service,
    region: string | null,
  ): Promise<Clients[Service]> {
    // What the SDK says of Node's version is for us to heed, not for users to read.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    this.#credentials ??= this.#assumedRole();
    const [Client, credentials] = await Promise.all([CONSTRUCTORS[service](), this.#credentials]);
    return new Client({
      ...this.#common(region),
      ...(credentials ? { credentials } : {}),
      ...(service === 's3' ? s3Settings() : {}),
    });
  }

  #common(region: string | null): ClientSettings {
    const { version, profile, maxAttempts, timeouts = TIMEOUTS } = this.settings;
    const chosen = region ?? this.settings.region ?? regionOfEnvironment();
    return {
      ...(chosen ? { region: chosen } : {}),
      ...(profile ? { profile } : {}),
      customUserAgent: [['sgaudit', version]],
      retryMode: 'adaptive',
      maxAttempts: maxAttempts ?? attemptsOfEnvironment(),
      requestHandler: {
        connectionTimeout: timeouts.connectMs,
        requestTimeout: timeouts.idleMs,
        throwOnRequestTimeout: true,
        socketTimeout: timeouts.idleMs,
      },
    };
  }

  /** Undefined where the default chain serves. */
  async #assumedRole(): Promise<ClientSettings['credentials']> {
    const { role, profile } = this.settings;
    if (!role) return undefined;
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    return fromTemporaryCredentials({
      params: {
        RoleArn: role.arn,
        RoleSessionName: 'sgaudit',
        ...(role.externalId ? { ExternalId: role.externalId } : {}),
      },
      clientConfig: { ...this.#common(null), ...(profile ? { profile } : {}) },
    });
  }

  #identity(): { region: string | null; profile: string | null; role: string | null } {
    const { region, profile, role } = this.settings;
    return {
      region: region ?? regionOfEnvironment(),
      profile: profile ?? process.env.AWS_PROFILE ?? null,
      role: role?.arn ?? null,
    };
  }
}

/** What the six clients take alike. */
interface ClientSettings {
  region?: string;
  profile?: string;
  customUserAgent: [string, string][];
  retryMode: 'adaptive';
  maxAttempts: number;
  requestHandler: {
    connectionTimeout: number;
    requestTimeout: number;
    throwOnRequestTimeout: boolean;
    socketTimeout: number;
  };
  credentials?: () => Promise<{ accessKeyId: string; secretAccessKey: string }>;
  forcePathStyle?: boolean;
  followRegionRedirects?: boolean;
  responseChecksumValidation?: 'WHEN_REQUIRED';
}

/**
 * A bucket may lie in any region; servers of one's own seldom have a name for each bucket. S3's check sums are compared
 * where a request asks for them.
 */
function s3Settings(): Pick<
  ClientSettings,
  'forcePathStyle' | 'followRegionRedirects' | 'responseChecksumValidation'
> {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const own = endpoint !== undefined && !/amazonaws\.com/i.test(endpoint);
  return {
    followRegionRedirects: true,
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(own ? { forcePathStyle: true } : {}),
  };
}

/** The SDK reads AWS_REGION, the AWS CLI AWS_DEFAULT_REGION as well. */
function regionOfEnvironment(): string | null {
  return process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || null;
}

function attemptsOfEnvironment(): number {
  const given = Number(process.env.AWS_MAX_ATTEMPTS);
  return Number.isInteger(given) && given > 0 ? given : ATTEMPTS;
}
