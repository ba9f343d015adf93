import { formatBytes } from '../model/bytes.ts';

interface Scan {
  readonly bytes: number;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly queries: number;
  /** US dollars, as `0.05`. */
  readonly price: string;
}

interface AthenaSpent {
  readonly queries: number;
  /** Those among them that an earlier run had started. */
  readonly resumed: number;
  readonly scannedBytes: number;
  readonly estimatedBytes: number | null;
  readonly price: string;
}

type Stage = 'read' | 'query' | 'learn' | 'orient';

/** What Athena and Trino are doing, what that will cost and what it has cost. */
export interface EngineMessages {
  /** How far the making of a rollup is. */
  progress(stage: Stage, done: number, total: number): string;
  /** Of a stage: bytes, or a count. */
  amount(stage: string, amount: number): string;
  left(duration: string): string;
  readonly askingGlue: string;
  readonly askingTrino: string;
  readonly estimating: string;
  athenaRuns(firstDay: string, lastDay: string, scannedBytes: number): string;
  downloading(firstDay: string, lastDay: string): string;
  /** Before a scan. */
  scan(scan: Scan): string;
  unknownScan(table: string, firstDay: string, lastDay: string): string;
  workgroupStops(unknown: string, limit: number): string;
  askAllTheSame(unknown: string): string;
  moreThanLimit(limit: number): string;
  athenaSpent(spent: AthenaSpent): string;
  readonly athenaIdle: string;
  readonly resultsStay: string;
  resultsStayFor(reason: string): string;
  wholeTable(table: string): string;
  unspooled(reason: string): string;
  trinoSpent(spent: { queries: number; scannedBytes: number; rows: number }): string;
}

/** Bytes while files are read, else a count. */
const amountOf = (stage: string, amount: number): string =>
  stage === 'read'
    ? formatBytes(amount)
    : amount.toFixed(amount < 10 && !Number.isInteger(amount) ? 1 : 0);

const queriesEn = (queries: number) => `${queries} ${queries === 1 ? 'query' : 'queries'}`;
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

const STAGES_EN: Readonly<Record<Stage, string>> = {
  read: 'reading flow logs,',
  query: 'asking for days,',
  learn: 'learning services, day',
  orient: 'orienting connections, day',
};

const STAGES_ZH_CN: Readonly<Record<Stage, string>> = {
  read: '正在读取流日志',
  query: '正在查询日期',
  learn: '正在识别服务，按天',
  orient: '正在判断连接方向，按天',
};

export const ENGINE_MESSAGES_EN: EngineMessages = {
  progress: (stage, done, total) =>
    `${STAGES_EN[stage]} ${amountOf(stage, done)} of ${amountOf(stage, total)}`,
  amount: amountOf,
  left: (duration) => `${duration} left`,
  askingGlue: 'asking Glue about the table',
  askingTrino: 'asking Trino about the table',
  estimating: 'asking S3 how much will be scanned',
  athenaRuns: (firstDay, lastDay, scannedBytes) =>
    `Athena is asked for ${firstDay} to ${lastDay}: ${megabytes(scannedBytes)} scanned`,
  downloading: (firstDay, lastDay) => `downloading the answer for ${firstDay} to ${lastDay}`,
  scan: ({ bytes, firstDay, lastDay, queries, price }) =>
    `Athena: at most ${formatBytes(bytes)} of ${firstDay} to ${lastDay} will be scanned in ${queriesEn(queries)}, about $${price}`,
  unknownScan: (table, firstDay, lastDay) =>
    `Athena: how much the table ${table} holds of ${firstDay} to ${lastDay} cannot be told before`,
  workgroupStops: (unknown, limit) =>
    `${unknown}; the workgroup stops a query at ${formatBytes(limit)}`,
  askAllTheSame: (unknown) => `${unknown}. Ask all the same?`,
  moreThanLimit: (limit) => `That is more than ${formatBytes(limit)}. Scan it?`,
  athenaSpent: ({ queries, resumed, scannedBytes, estimatedBytes, price }) => {
    const of = estimatedBytes === null ? '' : ` of ${formatBytes(estimatedBytes)} at most`;
    const earlier = resumed > 0 ? ` (${resumed} of an earlier run)` : '';
    return `Athena: ${queriesEn(queries)}${earlier} scanned ${formatBytes(scannedBytes)}${of}, $${price}`;
  },
  athenaIdle: 'Athena: the rollup has all days, nothing was asked',
  resultsStay:
    'Athena: the results of the queries stay in S3, as the caller lacks s3:DeleteObject there',
  resultsStayFor: (reason) =>
    `Athena: the results of the queries could not be removed, the next run tries again: ${reason}`,
  wholeTable: (table) =>
    `Trino: no partition of ${table} tells the day, so each query reads the whole table`,
  unspooled: (reason) =>
    `${reason}: the query is sent again, and its rows come by the server itself`,
  trinoSpent: ({ queries, scannedBytes, rows }) =>
    `Trino: ${queriesEn(queries)} read ${formatBytes(scannedBytes)} and answered ${rows} rows`,
};

export const ENGINE_MESSAGES_ZH_CN: EngineMessages = {
  progress: (stage, done, total) =>
    `${STAGES_ZH_CN[stage]}：${amountOf(stage, done)} / ${amountOf(stage, total)}`,
  amount: amountOf,
  left: (duration) => `剩余 ${duration}`,
  askingGlue: '正在向 Glue 查询表的定义',
  askingTrino: '正在向 Trino 查询表的定义',
  estimating: '正在向 S3 查询将要扫描的数据量',
  athenaRuns: (firstDay, lastDay, scannedBytes) =>
    `Athena 正在查询 ${firstDay} 至 ${lastDay}：已扫描 ${megabytes(scannedBytes)}`,
  downloading: (firstDay, lastDay) => `正在下载 ${firstDay} 至 ${lastDay} 的查询结果`,
  scan: ({ bytes, firstDay, lastDay, queries, price }) =>
    `Athena：${firstDay} 至 ${lastDay} 将用 ${queries} 次查询扫描至多 ${formatBytes(bytes)}，约 ${price} 美元`,
  unknownScan: (table, firstDay, lastDay) =>
    `Athena：无法预先得知表 ${table} 在 ${firstDay} 至 ${lastDay} 的数据量`,
  workgroupStops: (unknown, limit) => `${unknown}；工作组会在 ${formatBytes(limit)} 时停止查询`,
  askAllTheSame: (unknown) => `${unknown}。仍要查询吗？`,
  moreThanLimit: (limit) => `这超过了 ${formatBytes(limit)}。要扫描吗？`,
  athenaSpent: ({ queries, resumed, scannedBytes, estimatedBytes, price }) => {
    const of = estimatedBytes === null ? '' : `（预计至多 ${formatBytes(estimatedBytes)}）`;
    const earlier = resumed > 0 ? `（其中 ${resumed} 次由之前的运行启动）` : '';
    return `Athena：${queries} 次查询${earlier}扫描了 ${formatBytes(scannedBytes)}${of}，${price} 美元`;
  },
  athenaIdle: 'Athena：流量汇总（rollup）已有全部日期，没有进行查询',
  resultsStay: 'Athena：查询结果留在 S3 中，因为调用者在那里没有 s3:DeleteObject 权限',
  resultsStayFor: (reason) => `Athena：查询结果未能删除，下次运行会再试：${reason}`,
  wholeTable: (table) => `Trino：${table} 没有能区分日期的分区，每次查询都会读取整张表`,
  unspooled: (reason) => `${reason}：将重新查询，由服务器直接返回结果`,
  trinoSpent: ({ queries, scannedBytes, rows }) =>
    `Trino：${queries} 次查询读取了 ${formatBytes(scannedBytes)}，返回 ${rows} 行`,
};
