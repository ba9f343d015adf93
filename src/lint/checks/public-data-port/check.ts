import type { Check } from '../../check.ts';
import { exposedPorts } from '../../sensitive-exposure.ts';
import { DATA_PORTS } from '../../sensitive-ports.ts';
import { info } from './info.ts';

export const publicDataPort: Check = {
  ...info,
  run: (context) => exposedPorts(context, 'data', DATA_PORTS),
};
