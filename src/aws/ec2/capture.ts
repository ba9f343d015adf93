import type {
  ManagedPrefixList,
  NetworkInterface,
  SecurityGroup,
  SecurityGroupRule,
  VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import type { AwsAccess } from '../clients.ts';

/** What EC2 says of one account and region, in the words of `aws ec2 describe-…`, so that one reader takes both. */
export interface Ec2Capture {
  readonly NetworkInterfaces: readonly NetworkInterface[];
  readonly SecurityGroups: readonly SecurityGroup[];
  readonly SecurityGroupRules: readonly SecurityGroupRule[];
  readonly PrefixLists: readonly {
    readonly PrefixListId: string;
    readonly PrefixListName: string | null;
    readonly Cidrs: readonly string[];
  }[];
  readonly VpcPeeringConnections: readonly VpcPeeringConnection[];
}

const PAGE = 1000;
const PAGE_OF_ENTRIES = 100;

/**
 * Asks EC2 for interfaces, groups, rules with their ids, prefix lists with their entries and peerings. All pages.
 * @throws SgauditError `aws-…` as `explainAwsError` makes it
 */
export async function captureEc2(aws: AwsAccess, region: string): Promise<Ec2Capture> {
  const [client, sdk] = await Promise.all([
    aws.client('ec2', region),
    import('@aws-sdk/client-ec2'),
  ]);
  const pages = <Item, Page extends { NextToken?: string | undefined }>(
    action: string,
    ask: (page: { NextToken?: string }, options: { abortSignal?: AbortSignal }) => Promise<Page>,
    items: (page: Page) => readonly Item[] | undefined,
  ) => allPages((page) => aws.call({ action, region }, (options) => ask(page, options)), items);

  const [NetworkInterfaces, SecurityGroups, SecurityGroupRules, lists, VpcPeeringConnections] =
    await Promise.all([
      pages(
        'ec2:DescribeNetworkInterfaces',
        (page, options) =>
          client.send(
            new sdk.DescribeNetworkInterfacesCommand({ MaxResults: PAGE, ...page }),
            options,
          ),
        (page) => page.NetworkInterfaces,
      ),
      pages(
        'ec2:DescribeSecurityGroups',
        (page, options) =>
          client.send(
            new sdk.DescribeSecurityGroupsCommand({ MaxResults: PAGE, ...page }),
            options,
          ),
        (page) => page.SecurityGroups,
      ),
      pages(
        'ec2:DescribeSecurityGroupRules',
        (page, options) =>
          client.send(
            new sdk.DescribeSecurityGroupRulesCommand({ MaxResults: PAGE, ...page }),
            options,
          ),
        (page) => page.SecurityGroupRules,
      ),
      pages(
        'ec2:DescribeManagedPrefixLists',
        (page, options) =>
          client.send(
            new sdk.DescribeManagedPrefixListsCommand({ MaxResults: PAGE_OF_ENTRIES, ...page }),
            options,
          ),
        (page) => page.PrefixLists,
      ),
      pages(
        'ec2:DescribeVpcPeeringConnections',
        (page, options) =>
          client.send(
            new sdk.DescribeVpcPeeringConnectionsCommand({ MaxResults: PAGE, ...page }),
            options,
          ),
        (page) => page.VpcPeeringConnections,
      ),
    ]);

  const entriesOf = async (id: string) => {
    const entries = await pages(
      'ec2:GetManagedPrefixListEntries',
      (page, options) =>
        client.send(
          new sdk.GetManagedPrefixListEntriesCommand({
            PrefixListId: id,
            MaxResults: PAGE_OF_ENTRIES,
            ...page,
          }),
          options,
        ),
      (page) => page.Entries,
    );
    return entries.flatMap(({ Cidr }) => Cidr ?? []);
  };
  const PrefixLists = await Promise.all(
    referredLists(lists, SecurityGroupRules).map(async ({ id, name }) => ({
      PrefixListId: id,
      PrefixListName: name,
      Cidrs: await entriesOf(id),
    })),
  );
  return {
    NetworkInterfaces,
    SecurityGroups,
    SecurityGroupRules,
    PrefixLists,
    VpcPeeringConnections,
  };
}

async function allPages<Item, Page extends { NextToken?: string | undefined }>(
  ask: (page: { NextToken?: string }) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token ? { NextToken: token } : {});
    all.push(...(items(page) ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return all;
}

/** One's own lists, and those of AWS and others that some rule names: each costs requests of its own. */
function referredLists(
  lists: readonly ManagedPrefixList[],
  rules: readonly SecurityGroupRule[],
): { id: string; name: string | null }[] {
  const named = new Set(rules.flatMap(({ PrefixListId }) => PrefixListId ?? []));
  return lists.flatMap(({ PrefixListId: id, PrefixListName: name, OwnerId }) =>
    id && (OwnerId !== 'AWS' || named.has(id)) ? [{ id, name: name ?? null }] : [],
  );
}
