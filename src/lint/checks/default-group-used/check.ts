import type { Group } from '../../../model/rule.ts';
import { describeGroup } from '../../../model/rule-text.ts';
import type { Check, LintContext } from '../../check.ts';
import { isDefaultGroup } from '../../default-group.ts';
import { interfacesOf } from '../../group-users.ts';
import { info } from './info.ts';

/** As many users as a line holds. */
const SHOWN = 5;

export const defaultGroupUsed: Check = {
  ...info,
  *run(context) {
    for (const group of [...context.ruleSet.groups, ...groupsOfSameVpcs(context)]) {
      if (!isDefaultGroup(group)) continue;
      const bindings = group.referencedBy.filter(({ kind }) => kind === 'binding');
      const users = [...bindings.map(({ address }) => address), ...interfacesOf(context, group)];
      if (users.length === 0) continue;
      const more =
        users.length > SHOWN ? ` ${context.messages.text.more(users.length - SHOWN)}` : '';
      const places = bindings.flatMap(({ location }) => location ?? []);
      yield {
        message: context.messages.check.defaultGroupUsed(
          describeGroup(group),
          `${users.slice(0, SHOWN).join(', ')}${more}`,
        ),
        location: places[0] ?? group.location,
        ruleKeys: [],
        related: places.slice(1).map((location) => ({
          message: context.messages.check.alsoHere,
          location,
        })),
        discriminator: JSON.stringify([describeGroup(group), users]),
      };
    }
  },
};

/** Default groups that only a capture knows, of VPCs that this Terraform has groups in. */
function groupsOfSameVpcs({ ruleSet, inventory }: LintContext): Group[] {
  const known = new Set(ruleSet.groups.map(({ id }) => id));
  const captured = inventory?.captures.findLast(({ groups }) => groups !== null)?.groups ?? [];
  const vpcs = new Set(captured.filter(({ id }) => known.has(id)).map(({ vpcId }) => vpcId));
  return captured
    .filter(({ id, name, vpcId }) => name === 'default' && !known.has(id) && vpcs.has(vpcId))
    .map((group) => ({
      ...group,
      address: null,
      location: null,
      origin: 'referenced',
      referencedBy: [],
    }));
}
