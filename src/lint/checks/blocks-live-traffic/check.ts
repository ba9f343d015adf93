import type { Check } from '../../check.ts';
import { info } from './info.ts';

/** Its findings are made while a change is judged by `sgaudit gate`. */
export const blocksLiveTraffic: Check = { ...info, run: ({ gate }) => gate?.[info.id] ?? [] };
