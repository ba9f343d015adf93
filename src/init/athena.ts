import { quoted } from './hcl.ts';
import { columnOf, LOG_FIELDS } from './log-fields.ts';
import type { InitSettings } from './settings.ts';

/** Names of what is created; the policy names them too. */
export const DATABASE = 'sgaudit';
export const TABLE = 'flow_logs';
export const WORKGROUP = 'sgaudit';

const SERDE = {
  parquet: {
    input: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    library: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  },
  'plain-text': {
    input: 'org.apache.hadoop.mapred.TextInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    library: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
  },
} as const;

interface Key {
  readonly name: string;
  readonly type: 'string' | 'int';
  readonly projection: Readonly<Record<string, string>>;
}

/** Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html */
function partitionKeys({ accounts, regions, hivePartitions }: InitSettings): Key[] {
  const among = (name: string, values: readonly string[]): Key => ({
    name,
    type: 'string',
    projection: { type: 'enum', values: values.join(',') },
  });
  const number = (name: string, range: string, digits: string): Key => ({
    name,
    type: 'int',
    projection: { type: 'integer', range, digits },
  });
  const day: Key = {
    name: 'day',
    type: 'string',
    projection: {
      type: 'date',
      format: 'yyyy/MM/dd',
      range: '2024/01/01,NOW',
      interval: '1',
      'interval.unit': 'DAYS',
    },
  };
  const days = hivePartitions
    ? [number('year', '2024,2050', '4'), number('month', '1,12', '2'), number('day', '1,31', '2')]
    : [day];
  return [among('account', accounts), among('region', regions), ...days];
}

function locationTemplate({ bucket, hivePartitions }: InitSettings): string {
  const path = hivePartitions
    ? 'aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/year=${year}/month=${month}/day=${day}'
    : '${account}/vpcflowlogs/${region}/${day}';
  return `s3://${bucket}/AWSLogs/${path}/`;
}

export function athenaFile(settings: InitSettings): string {
  const keys = partitionKeys(settings);
  const serde = SERDE[settings.fileFormat];
  const parameters: [string, string][] = [
    ['EXTERNAL', 'TRUE'],
    ['classification', settings.fileFormat === 'parquet' ? 'parquet' : 'csv'],
    ['projection.enabled', 'true'],
    ...(settings.fileFormat === 'parquet'
      ? []
      : [['skip.header.line.count', '1'] as [string, string]]),
    ...keys.flatMap(({ name, projection }) =>
      Object.entries(projection).map(([key, value]): [string, string] => [
        `projection.${name}.${key}`,
        value,
      ]),
    ),
    ['storage.location.template', locationTemplate(settings)],
  ];
  const width = Math.max(...parameters.map(([key]) => quoted(key).length));
  return `resource "aws_glue_catalog_database" "sgaudit" {
  name = ${quoted(DATABASE)}
}

resource "aws_glue_catalog_table" "flow_logs" {
  database_name = aws_glue_catalog_database.sgaudit.name
  name          = ${quoted(TABLE)}
  table_type    = "EXTERNAL_TABLE"

  # Partitions are computed from the path: nothing has to be registered, and a query reads its days only.
  parameters = {
${parameters.map(([key, value]) => `    ${quoted(key).padEnd(width)} = ${quoted(value)}`).join('\n')}
  }

${keys.map(({ name, type }) => block('partition_keys', name, type, 2)).join('\n\n')}

  storage_descriptor {
    location      = "s3://\${aws_s3_bucket.flow_logs.bucket}/AWSLogs/"
    input_format  = ${quoted(serde.input)}
    output_format = ${quoted(serde.output)}

    ser_de_info {
      serialization_library = ${quoted(serde.library)}

      parameters = {
${serdeParameters(settings)}
      }
    }

${LOG_FIELDS.map((field) => block('columns', columnOf(field), field.type, 4)).join('\n\n')}
  }
}

resource "aws_athena_workgroup" "sgaudit" {
  name = ${quoted(WORKGROUP)}

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = ${settings.scanLimit}

    result_configuration {
      output_location = "s3://\${aws_s3_bucket.flow_logs.bucket}/athena/"

      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }

  tags = {
    ManagedFor = "sgaudit"
  }
}
`;
}

/** AWS writes `-` where a record has no value. */
function serdeParameters({ fileFormat }: InitSettings): string {
  if (fileFormat === 'parquet') return '        "serialization.format" = "1"';
  return `        "field.delim"               = " "
        "serialization.format"      = " "
        "serialization.null.format" = "-"`;
}

function block(kind: string, name: string, type: string, indent: number): string {
  const space = ' '.repeat(indent);
  return `${space}${kind} {\n${space}  name = ${quoted(name)}\n${space}  type = ${quoted(type)}\n${space}}`;
}
