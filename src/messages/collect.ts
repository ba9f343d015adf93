import { formatBytes } from '../model/bytes.ts';

interface Place {
  readonly account: string | null;
  readonly region: string;
  readonly interfaces: number;
  readonly groups: number;
  readonly rules: number;
  readonly prefixLists: number;
  readonly flowLogs: number;
}

interface Days {
  readonly days: number;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly newDays: readonly string[];
}

interface S3Cost {
  readonly listRequests: number;
  readonly objects: number;
  readonly newObjects: number;
  readonly downloadedBytes: number;
}

interface TrinoCost {
  readonly queries: number;
  readonly scannedBytes: number;
  readonly rows: number;
}

/** What `collect` kept and what it cost, a sentence a line. */
export interface CollectMessages {
  place(place: Place): string;
  capture(path: string): string;
  source(url: string): string;
  days(days: Days): string;
  s3Cost(cost: S3Cost): string;
  trinoCost(cost: TrinoCost): string;
  athenaCost(cost: { readonly queries: number; readonly scannedBytes: number }): string;
  readonly noCost: string;
  next(command: string): string;
}

const english = (value: number): string => value.toLocaleString('en-US');
const chinese = (value: number): string => value.toLocaleString('zh-CN');

export const COLLECT_EN: CollectMessages = {
  place: ({ account, region, interfaces, groups, rules, prefixLists, flowLogs }) =>
    `${account ?? '?'} ${region}: interfaces ${english(interfaces)}, groups ${english(groups)}, rules ${english(rules)}, prefix lists ${english(prefixLists)}, flow logs ${english(flowLogs)}`,
  capture: (path) => `kept in ${path}`,
  source: (url) => `traffic from ${url}`,
  days: ({ days, firstDay, lastDay, newDays }) =>
    `days kept: ${english(days)} (${firstDay} to ${lastDay}); new or changed: ${english(newDays.length)}`,
  s3Cost: ({ listRequests, objects, newObjects, downloadedBytes }) =>
    `cost: ${english(listRequests)} list requests, ${english(newObjects)} of ${english(objects)} objects downloaded, ${formatBytes(downloadedBytes)}`,
  trinoCost: ({ queries, scannedBytes, rows }) =>
    `cost: ${english(queries)} queries, ${formatBytes(scannedBytes)} scanned, ${english(rows)} rows`,
  athenaCost: ({ queries, scannedBytes }) =>
    `cost: ${english(queries)} ${queries === 1 ? 'query' : 'queries'}, ${formatBytes(scannedBytes)} scanned`,
  noCost: 'cost: none, nothing was downloaded',
  next: (command) => `next: ${command}`,
};

export const COLLECT_ZH_CN: CollectMessages = {
  place: ({ account, region, interfaces, groups, rules, prefixLists, flowLogs }) =>
    `${account ?? '?'} ${region}：网络接口 ${chinese(interfaces)}，安全组 ${chinese(groups)}，规则 ${chinese(rules)}，前缀列表 ${chinese(prefixLists)}，流日志 ${chinese(flowLogs)}`,
  capture: (path) => `已保存到 ${path}`,
  source: (url) => `流量来自 ${url}`,
  days: ({ days, firstDay, lastDay, newDays }) =>
    `已保存 ${chinese(days)} 天（${firstDay} 至 ${lastDay}）；新增或有变化：${chinese(newDays.length)} 天`,
  s3Cost: ({ listRequests, objects, newObjects, downloadedBytes }) =>
    `费用：${chinese(listRequests)} 次列表请求，下载了 ${chinese(objects)} 个对象中的 ${chinese(newObjects)} 个，共 ${formatBytes(downloadedBytes)}`,
  trinoCost: ({ queries, scannedBytes, rows }) =>
    `费用：${chinese(queries)} 次查询，扫描 ${formatBytes(scannedBytes)}，${chinese(rows)} 行`,
  athenaCost: ({ queries, scannedBytes }) =>
    `费用：${chinese(queries)} 次查询，扫描了 ${formatBytes(scannedBytes)}`,
  noCost: '费用：无，没有下载任何内容',
  next: (command) => `下一步：${command}`,
};
