import type { Check } from '../../check.ts';
import { exposedPorts } from '../../sensitive-exposure.ts';
import { ADMIN_PORTS } from '../../sensitive-ports.ts';
import { info } from './info.ts';

export const publicAdminPort: Check = {
  ...info,
  run: (context) => exposedPorts(context, 'admin', ADMIN_PORTS),
};
