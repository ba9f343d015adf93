import type { UsedAddressEvidence } from '../model/verdict.ts';

/** Of verdicts by a list of addresses alone. */
export interface ClassicMessages {
  unusedByAddress(rule: string, group: string, addresses: number): string;
  /** Why no removal is offered. */
  readonly noRemoval: string;
  evidence(used: UsedAddressEvidence): string;
}

const english = (value: number): string => value.toLocaleString('en-US');
const chinese = (value: number): string => value.toLocaleString('zh-CN');

export const CLASSIC_EN: ClassicMessages = {
  unusedByAddress: (rule, group, addresses) =>
    `none of the ${english(addresses)} addresses seen is one of ${rule} on ${group} (by address only)`,
  noRemoval:
    'a list of addresses says nothing of ports, interfaces and days: give --flow-logs to have removals proved',
  evidence: ({ file, column, ipv4, ipv6 }) =>
    `by address only: ${english(ipv4)} IPv4 and ${english(ipv6)} IPv6 source addresses of ${file}${column === null ? '' : ` (${column})`}; the days that they were seen on are not known`,
};

export const CLASSIC_ZH_CN: ClassicMessages = {
  unusedByAddress: (rule, group, addresses) =>
    `已出现的 ${chinese(addresses)} 个地址中，没有一个属于 ${group} 的 ${rule}（仅按地址判断）`,
  noRemoval: '地址列表不包含端口、网络接口和日期：请用 --flow-logs 给出流日志，以便证明可以删除',
  evidence: ({ file, column, ipv4, ipv6 }) =>
    `仅按地址判断：${file}${column === null ? '' : `（${column}）`} 中有 ${chinese(ipv4)} 个 IPv4 和 ${chinese(ipv6)} 个 IPv6 源地址；无法得知它们出现的日期`,
};
