import { Args, Flags } from '@oclif/core';
import type { InitSettings } from '../init/settings.ts';
import { messagesFor } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import { plain } from '../report/plain.ts';
import { SgauditCommand } from './base.ts';
import { size } from './flags.ts';
import type { InitAnswers } from './init-questions.ts';

const many = { multiple: true, multipleNonGreedy: true } as const;
const DEFAULT_SCAN = 50e9;

export class Init extends SgauditCommand {
  static override summary = 'Write the Terraform that records what sgaudit needs.';
  static override description =
    'Flow logs with the fields that make connections decidable, their bucket, a table and a workgroup for Athena, the policy that collect needs. Asks on a terminal for what no flag gives. Files that are there are never overwritten.';
  static override examples = [
    '<%= config.bin %> init ./flow-logs',
    '<%= config.bin %> init ./flow-logs --vpc-id vpc-0123456789abcdef0 --bucket my-flow-logs --account 111122223333 --region eu-west-1 --github owner/repository',
  ];
  static override args = {
    folder: Args.string({ default: 'flow-logs', description: 'of the new root module' }),
  };
  static override flags = {
    'vpc-id': Flags.string({ ...many, helpValue: 'ID', description: 'a VPC to record' }),
    bucket: Flags.string({ helpValue: 'NAME', description: 'the bucket to create' }),
    account: Flags.string({
      ...many,
      helpValue: 'ID',
      description: 'an account that delivers to the bucket; that of the credentials first',
    }),
    region: Flags.string({
      ...many,
      helpValue: 'REGION',
      description: 'a region with logs; that of the bucket first',
    }),
    'file-format': Flags.option({
      options: ['parquet', 'plain-text'] as const,
      description: 'of the log files (default: parquet)',
    })(),
    hive: Flags.boolean({ default: false, description: 'Hive-compatible folders' }),
    hourly: Flags.boolean({ default: false, description: 'a folder for each hour' }),
    aggregation: Flags.option({
      options: ['60', '600'] as const,
      default: '60' as const,
      description: 'longest interval of a record, in seconds',
    })(),
    'retention-days': Flags.integer({ default: 90, description: 'days until log files go' }),
    athena: Flags.boolean({
      allowNo: true,
      description: 'a table and a workgroup for Athena (default: yes)',
    }),
    'scan-limit': size({ description: 'bytes that one query may scan (default: 50GB)' }),
    github: Flags.string({
      helpValue: 'OWNER/REPOSITORY',
      description: 'a role that workflows of its main branch may assume',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Init);
    const messages = messagesFor(this.language(flags.lang)).init;
    const given: InitAnswers = {
      vpcIds: flags['vpc-id'] ?? [],
      bucket: flags.bucket ?? null,
      accounts: flags.account ?? [],
      regions: flags.region ?? [],
      fileFormat: flags['file-format'] ?? null,
      athena: flags.athena ?? null,
      github: flags.github ?? null,
    };
    const missing = missingFlags(given);
    const onTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
    if (missing.length > 0 && !onTerminal) {
      throw new SgauditError(
        'usage',
        `init asks on a terminal only: give ${missing.join(', ')} as well`,
      );
    }
    const { askForMissing } = await import('./init-questions.ts');
    const answers = missing.length > 0 ? await askForMissing(given, messages) : given;
    const settings: InitSettings = {
      vpcIds: answers.vpcIds,
      bucket: answers.bucket ?? '',
      accounts: answers.accounts,
      regions: answers.regions,
      fileFormat: answers.fileFormat ?? 'parquet',
      hivePartitions: flags.hive,
      hourlyPartitions: flags.hourly,
      aggregationSeconds: flags.aggregation === '60' ? 60 : 600,
      retentionDays: flags['retention-days'],
      athena: answers.athena ?? true,
      scanLimit: flags['scan-limit'] ?? DEFAULT_SCAN,
      github: answers.github || null,
    };
    const { init } = await import('../app/init.ts');
    const { written, kept } = await init(settings, args.folder);
    const lines = [
      ...written.map(messages.written),
      ...(kept === null ? [] : [messages.kept(kept)]),
      messages.next(args.folder),
    ];
    process.stdout.write(`${lines.map(plain).join('\n')}\n`);
  }
}

/** Those without which nothing can be written; the rest have defaults where nobody can be asked. */
function missingFlags({ vpcIds, bucket, accounts, regions }: InitAnswers): string[] {
  return [
    ...(vpcIds.length === 0 ? ['--vpc-id'] : []),
    ...(bucket === null ? ['--bucket'] : []),
    ...(accounts.length === 0 ? ['--account'] : []),
    ...(regions.length === 0 ? ['--region'] : []),
  ];
}
