import { type PortRange, subtractPorts } from '../../../model/ports.ts';
import { describeGroup } from '../../../model/rule-text.ts';
import type { Check, LintContext } from '../../check.ts';
import { exposureDraft, ingressExposures, peersOf } from '../../sensitive-exposure.ts';
import { ADMIN_PORTS, DATA_PORTS } from '../../sensitive-ports.ts';
import { info } from './info.ts';

export const publicIngress: Check = {
  ...info,
  *run(context) {
    for (const exposure of ingressExposures(context)) {
      const first = exposure.rules[0];
      const { from, to } = exposure.ports;
      if (!first || (from === 0 && to === 65535)) continue;
      const rest = subtractPorts([exposure.ports], handledElsewhere(context, exposure.protocol));
      if (rest.length === 0) continue;
      const ports = from === to ? `${from}` : `${from}-${to}`;
      yield {
        ...exposureDraft(context, exposure),
        message: context.messages.finding.publicIngress(
          describeGroup(first.group),
          `${exposure.protocol} ${ports}`,
          peersOf(exposure.rules),
        ),
      };
    }
  },
};

/** Ports that have checks of their own, or are allowed. */
function handledElsewhere(context: LintContext, protocol: 'tcp' | 'udp'): PortRange[] {
  const sensitive = [...ADMIN_PORTS, ...DATA_PORTS].filter((each) =>
    each.protocols.includes(protocol),
  );
  const { adminPorts, dataPorts, publicServicePorts } = context.options;
  const ports = sensitive.map(({ port }) => port);
  return [...ports, ...adminPorts, ...dataPorts, ...publicServicePorts].map((port) => ({
    from: port,
    to: port,
  }));
}
