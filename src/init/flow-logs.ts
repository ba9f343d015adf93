import { list, quoted } from './hcl.ts';
import { LOG_FIELDS } from './log-fields.ts';
import type { InitSettings } from './settings.ts';

export function versionsFile({ regions }: InitSettings): string {
  return `terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region = ${quoted(regions[0] ?? '')}
}
`;
}

export function flowLogsFile(settings: InitSettings): string {
  const width = Math.max(...LOG_FIELDS.map(({ name }) => name.length)) + 3;
  const fields = LOG_FIELDS.map(
    ({ name, use }) => `    ${`${quoted(name)},`.padEnd(width)} # ${use}`,
  );
  return `locals {
  # The VPCs whose traffic is recorded.
  vpc_ids = ${list(settings.vpcIds)}

  # A format cannot be changed later: a new one makes a new flow log.
  log_fields = [
${fields.join('\n')}
  ]
}

resource "aws_flow_log" "vpc" {
  for_each = toset(local.vpc_ids)

  vpc_id                   = each.value
  traffic_type             = "ALL" # rejected traffic alone proves nothing about use
  log_destination_type     = "s3"
  log_destination          = aws_s3_bucket.flow_logs.arn
  log_format               = join(" ", [for field in local.log_fields : "$\${\${field}}"])
  max_aggregation_interval = ${settings.aggregationSeconds}

  destination_options {
    file_format                = ${quoted(settings.fileFormat)}
    hive_compatible_partitions = ${settings.hivePartitions}
    per_hour_partition         = ${settings.hourlyPartitions}
  }

  tags = {
    ManagedFor = "sgaudit"
  }

  depends_on = [aws_s3_bucket_policy.flow_logs]
}
`;
}
