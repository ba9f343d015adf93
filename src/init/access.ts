import { DATABASE, TABLE } from './athena.ts';
import { quoted } from './hcl.ts';
import { type InitSettings, partitionOf } from './settings.ts';

/** What `collect` asks of AWS, and nothing else; and the role by which a repository's workflow may. */
export function accessFile(settings: InitSettings): string {
  const policy = `resource "aws_iam_policy" "sgaudit" {
  name        = "sgaudit-collect"
  description = "What sgaudit collect reads"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Describe"
        Effect = "Allow"
        Action = [
          "ec2:DescribeFlowLogs",
          "ec2:DescribeManagedPrefixLists",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSecurityGroupRules",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeVpcPeeringConnections",
          "ec2:DescribeVpcs",
          "ec2:GetManagedPrefixListEntries",
        ]
        Resource = "*" # these actions know no resources
      },
      {
        Sid      = "ListLogs"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket"]
        Resource = aws_s3_bucket.flow_logs.arn
      },
      {
        Sid      = "ReadLogs"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "\${aws_s3_bucket.flow_logs.arn}/AWSLogs/*"
      },
${settings.athena ? athenaStatements(settings) : ''}    ]
  })
}
`;
  return settings.github === null ? policy : `${policy}\n${githubRole(settings.github, settings)}`;
}

function athenaStatements({ accounts, regions }: InitSettings): string {
  const [region = '', account = ''] = [regions[0], accounts[0]];
  const partition = partitionOf(region);
  const glue = `arn:${partition}:glue:${region}:${account}`;
  return `      {
        Sid    = "Query"
        Effect = "Allow"
        Action = [
          "athena:GetQueryExecution",
          "athena:GetQueryResults",
          "athena:GetWorkGroup",
          "athena:StartQueryExecution",
          "athena:StopQueryExecution",
        ]
        Resource = aws_athena_workgroup.sgaudit.arn
      },
      {
        Sid    = "Table"
        Effect = "Allow"
        Action = ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"]
        Resource = [
          ${quoted(`${glue}:catalog`)},
          ${quoted(`${glue}:database/${DATABASE}`)},
          ${quoted(`${glue}:table/${DATABASE}/${TABLE}`)},
        ]
      },
      {
        Sid      = "Results"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = "\${aws_s3_bucket.flow_logs.arn}/athena/*"
      },
`;
}

/** Source: https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services */
function githubRole(repository: string, { regions }: InitSettings): string {
  const audience =
    partitionOf(regions[0] ?? '') === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
  return `variable "github_oidc_provider_arn" {
  description = "The provider for token.actions.githubusercontent.com, where the account has it already."
  type        = string
  default     = null
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.github_oidc_provider_arn == null ? 1 : 0

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = [${quoted(audience)}]
  # AWS trusts GitHub's certificate by itself; the provider asks for a value all the same.
  thumbprint_list = ["ffffffffffffffffffffffffffffffffffffffff"]
}

resource "aws_iam_role" "github" {
  name                 = "sgaudit-collect"
  description          = "Assumed by workflows on the main branch"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "sts:AssumeRoleWithWebIdentity"
        Principal = {
          Federated = var.github_oidc_provider_arn == null ? aws_iam_openid_connect_provider.github[0].arn : var.github_oidc_provider_arn
        }
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud" = ${quoted(audience)}
            "token.actions.githubusercontent.com:sub" = ${quoted(`repo:${repository}:ref:refs/heads/main`)}
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "github" {
  role       = aws_iam_role.github.name
  policy_arn = aws_iam_policy.sgaudit.arn
}

output "github_role_arn" {
  value = aws_iam_role.github.arn
}
`;
}
