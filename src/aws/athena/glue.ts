import type { Column } from '@aws-sdk/client-glue';
import { SgauditError } from '../../model/problem.ts';
import type { AwsAccess } from '../clients.ts';

export interface GlueColumn {
  readonly name: string;
  /** As Hive writes it: `string`, `bigint`, `decimal(10,2)`. */
  readonly type: string;
}

/** What the Glue catalog says of a table. */
export interface GlueTable {
  readonly columns: readonly GlueColumn[];
  readonly partitionKeys: readonly GlueColumn[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Null for a view. */
  readonly location: string | null;
}

/** Where a table is. */
export interface GlueName {
  readonly database: string;
  readonly table: string;
}

/** @throws SgauditError `athena-table` where it does not exist, `aws-…` */
export async function readGlueTable(aws: AwsAccess, name: GlueName): Promise<GlueTable> {
  const [client, { GetTableCommand }] = await Promise.all([
    aws.client('glue'),
    import('@aws-sdk/client-glue'),
  ]);
  const command = new GetTableCommand({ DatabaseName: name.database, Name: name.table });
  const answer = await aws
    .call(
      { action: 'glue:GetTable', resource: `table ${name.database}.${name.table}` },
      (options) => client.send(command, options),
    )
    .catch((error: SgauditError) => {
      if (error.code !== 'aws-not-found') throw error;
      throw new SgauditError(
        'athena-table',
        `there is no table ${name.database}.${name.table} in Glue's catalog: check athena.database, athena.table and the region`,
      );
    });
  const { StorageDescriptor, PartitionKeys, Parameters, TableType } = answer.Table ?? {};
  const isView = TableType === 'VIRTUAL_VIEW';
  return {
    columns: (StorageDescriptor?.Columns ?? []).map(columnOf),
    partitionKeys: (PartitionKeys ?? []).map(columnOf),
    parameters: Parameters ?? {},
    location: isView ? null : (StorageDescriptor?.Location ?? null),
  };
}

function columnOf({ Name, Type }: Column): GlueColumn {
  return { name: Name ?? '', type: Type ?? 'string' };
}

/** A partition that is registered: a value for each key, and where its objects are. */
export interface GluePartition {
  readonly values: readonly string[];
  readonly location: string | null;
}

/** All partitions that are registered. */
export async function readPartitions(
  aws: AwsAccess,
  name: GlueName,
): Promise<readonly GluePartition[]> {
  const [client, { GetPartitionsCommand }] = await Promise.all([
    aws.client('glue'),
    import('@aws-sdk/client-glue'),
  ]);
  const found: GluePartition[] = [];
  let token: string | undefined;
  do {
    const command = new GetPartitionsCommand({
      ...{ DatabaseName: name.database, TableName: name.table },
      // The columns of each are many times larger than what is asked for.
      ExcludeColumnSchema: true,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const page = await aws.call(
      { action: 'glue:GetPartitions', resource: `table ${name.database}.${name.table}` },
      (options) => client.send(command, options),
    );
    for (const { Values, StorageDescriptor } of page.Partitions ?? []) {
      found.push({ values: Values ?? [], location: StorageDescriptor?.Location ?? null });
    }
    token = page.NextToken || undefined;
  } while (token !== undefined);
  return found;
}
