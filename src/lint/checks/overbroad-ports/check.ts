import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { toLocation } from '../../../model/source.ts';
import { type Check, placeOf } from '../../check.ts';
import { narrowPorts } from '../../narrow.ts';
import { narrowable, narrowingText } from '../../narrowable.ts';
import { portsOfRule } from '../../rule-reach.ts';
import { info } from './info.ts';

export const overbroadPorts: Check = {
  ...info,
  *run(context) {
    for (const { rule, observed } of narrowable(context)) {
      const ports = portsOfRule(rule);
      if (!ports || ports.from === ports.to) continue;
      const narrowing = narrowPorts(ports, observed, context.options.ports);
      if (!narrowing) continue;
      const { rest, proposal, curve } = narrowingText(narrowing, context.messages);
      const literal = rule.source?.ports.literal;
      yield {
        message: context.messages.check.overbroadPorts(
          describeRule(rule),
          describeGroup(rule.group),
          { proposal, rest, curve },
        ),
        location: literal ? toLocation(literal) : placeOf(context, rule),
        ruleKeys: [rule.key],
        narrowing,
      };
    }
  },
};
