import { FIELD_BY_NAME } from '../../../src/flowlogs/fields.ts';
import type { TrinoServer } from './server.ts';

export interface TextTable {
  readonly name: string;
  /** The fields of the files, in their order. */
  readonly fields: readonly string[];
  /** Where the folders of days are: `local:///…` or `s3://…`. */
  readonly root: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** A column as AWS's guide defines it. */
export function columnOf(field: string): string {
  const type = FIELD_BY_NAME.get(field)?.type === 'integer' ? 'bigint' : 'varchar';
  return `"${field.replaceAll('-', '_')}" ${type}`;
}

/** A table over AWS's text files with a partition a day by projection, as the AWS guide has it. */
export async function makeTextTable(server: TrinoServer, table: TextTable): Promise<void> {
  const day = (text: string) => text.replaceAll('-', '/');
  await server.run(`CREATE TABLE hive.logs.${table.name} (
    ${table.fields.map(columnOf).join(', ')},
    "day" varchar WITH (
      partition_projection_type = 'date',
      partition_projection_format = 'yyyy/MM/dd',
      partition_projection_interval = 1,
      partition_projection_interval_unit = 'DAYS',
      partition_projection_range = ARRAY['${day(table.firstDay)}', '${day(table.lastDay)}']))
    WITH (
      format = 'TEXTFILE',
      textfile_field_separator = ' ',
      skip_header_line_count = 1,
      external_location = '${table.root}',
      partitioned_by = ARRAY['day'],
      partition_projection_enabled = true,
      partition_projection_location_template = '${table.root}/\${day}')`);
}
