import { GetTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import type { TrinoServer } from '../trino/server.ts';

/** What Hive calls a type, in Trino's words. */
function trinoType(type: string): string {
  return type === 'string' ? 'varchar' : type === 'int' ? 'integer' : type;
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Makes the table that Glue holds known to Trino, as Athena knows it: columns, SerDe, partition projection. */
export async function knowTable(
  server: TrinoServer,
  glue: GlueClient,
  database: string,
  name: string,
): Promise<void> {
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
  const parameters = Table?.Parameters ?? {};
  const { Columns = [], Location = '', SerdeInfo } = Table?.StorageDescriptor ?? {};
  const isProjected = parameters['projection.enabled'] === 'true';
  const columns = Columns.map(({ Name = '', Type = '' }) => `"${Name}" ${trinoType(Type)}`);
  const keys = (Table?.PartitionKeys ?? []).map(({ Name = '', Type = '' }) => {
    const properties = isProjected ? projection(parameters, Name) : [];
    const with_ = properties.length > 0 ? ` WITH (${properties.join(', ')})` : '';
    return `"${Name}" ${trinoType(Type)}${with_}`;
  });
  const isParquet = /parquet/i.test(SerdeInfo?.SerializationLibrary ?? '');
  const options = [
    `external_location = ${text(Location)}`,
    ...(isParquet
      ? [`format = 'PARQUET'`]
      : [
          `format = 'TEXTFILE'`,
          `textfile_field_separator = ${text(SerdeInfo?.Parameters?.['field.delim'] ?? ' ')}`,
          `skip_header_line_count = ${parameters['skip.header.line.count'] ?? 0}`,
        ]),
    ...(keys.length > 0
      ? [
          `partitioned_by = ARRAY[${(Table?.PartitionKeys ?? []).map(({ Name = '' }) => text(Name)).join(', ')}]`,
        ]
      : []),
    ...(isProjected
      ? [
          'partition_projection_enabled = true',
          `partition_projection_location_template = ${text(parameters['storage.location.template'] ?? '')}`,
        ]
      : []),
  ];
  await server.run(`CREATE SCHEMA IF NOT EXISTS hive."${database}"`);
  await server.run(
    `CREATE TABLE hive."${database}"."${name}" (${[...columns, ...keys].join(', ')}) WITH (${options.join(', ')})`,
  );
}

function projection(parameters: Readonly<Record<string, string>>, column: string): string[] {
  const of = (name: string) => parameters[`projection.${column}.${name}`];
  const list = (values: string) => `ARRAY[${values.split(',').map(text).join(', ')}]`;
  const properties = [`partition_projection_type = ${text(of('type') ?? '')}`];
  const format = of('format');
  if (format !== undefined) properties.push(`partition_projection_format = ${text(format)}`);
  const range = of('range');
  if (range !== undefined) properties.push(`partition_projection_range = ${list(range)}`);
  const values = of('values');
  if (values !== undefined) properties.push(`partition_projection_values = ${list(values)}`);
  if (of('type') === 'date') {
    properties.push(
      'partition_projection_interval = 1',
      `partition_projection_interval_unit = 'DAYS'`,
    );
  }
  return properties;
}
