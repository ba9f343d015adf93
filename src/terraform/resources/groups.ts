import type { Group } from '../../model/rule.ts';
import { toLocation } from '../../model/source.ts';
import { readText, textOrNull } from '../rule-parts/scalars.ts';
import type { ResourceView } from '../rule-parts/view.ts';

/** Group resources and the data source that looks one up. */
export const GROUP_TYPES: ReadonlySet<string> = new Set([
  'aws_security_group',
  'aws_default_security_group',
]);

/** The group that a resource or data source stands for. References are filled in by the set. */
export function readGroup(resource: ResourceView): Group {
  const id = textOrNull(resource.argument('id'));
  const vpcId = textOrNull(resource.argument('vpc_id'));
  const description = readText(resource.argument('description'));
  const isDefault = resource.type === 'aws_default_security_group';
  return {
    address: resource.address,
    id: id?.startsWith('sg-') ? id : null,
    name: textOrNull(resource.argument('name')) ?? (isDefault ? 'default' : null),
    vpcId: vpcId?.startsWith('vpc-') ? vpcId : null,
    description:
      description.state === 'known' && description.value !== '' ? description.value : null,
    ...(description.state === 'unknown' ? { descriptionOpen: true as const } : {}),
    location: resource.range === null ? null : toLocation(resource.range),
    origin: resource.mode === 'managed' ? 'managed' : 'referenced',
    referencedBy: [],
  };
}
