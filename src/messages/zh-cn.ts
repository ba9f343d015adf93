import { CHECK_PAGES_ZH_CN } from './check-pages.ts';
import { CHECKS_ZH_CN } from './checks.ts';
import { CLASSIC_ZH_CN } from './classic.ts';
import { COLLECT_ZH_CN } from './collect.ts';
import { DOCTOR_ZH_CN } from './doctor.ts';
import { ENGINE_MESSAGES_ZH_CN } from './engines.ts';
import { ERROR_MESSAGES_ZH_CN } from './errors.ts';
import { EXCHANGE_ZH_CN } from './exchange.ts';
import { EXPLAIN_ZH_CN } from './explain.ts';
import { FIX_ZH_CN } from './fix.ts';
import { GATE_MESSAGES_ZH_CN } from './gate.ts';
import { GITHUB_ZH_CN } from './github.ts';
import { HTML_ZH_CN } from './html-zh-cn.ts';
import type { Messages } from './index.ts';
import { INIT_ZH_CN } from './init.ts';
import { LOG_MESSAGES_ZH_CN } from './logs.ts';
import { REFUSAL_MESSAGES_ZH_CN } from './refusals.ts';
import { REMOVAL_PLAN_ZH_CN } from './removal-plan.ts';
import { RUN_TASK_ZH_CN } from './run-task.ts';
import { WORKBOOK_ZH_CN } from './workbook.ts';

const count = (value: number): string => value.toLocaleString('zh-CN');

/** 日志缺少某个字段时无法得知什么，以及对判定的影响。 */
const COST_OF_FIELD: Readonly<Record<string, string>> = {
  'tcp-flags': '连接由谁发起只能靠学习和推断，因此更多规则为未知',
  'flow-direction': '网络接口自身的一端只能靠清单和共同地址判断',
  'log-status': '看不到 AWS 丢失的记录：唯一的流量恰好丢失的规则会显得未使用',
  'pkt-srcaddr': '看不到 NAT 网关和中转网关之后的真实发送方',
  'pkt-dstaddr': '看不到 NAT 网关和中转网关之后的真实接收方',
  'vpc-id': '清单之外的网络接口无法按 VPC 区分',
  srcaddr: '在 NAT 网关和中转网关上无法判断网络接口自身的一端',
  dstaddr: '在 NAT 网关和中转网关上无法判断网络接口自身的一端',
  end: '记录的结束时间取其开始时间，因此最后一次出现的时间偏早',
  bytes: '不统计字节数',
  packets: '不统计数据包数',
  'account-id': '无法区分多个账户的日志',
};

/** Terms as AWS's Chinese documentation uses them: 安全组, 入站规则, 出站规则, 流日志, 前缀列表. */
export const ZH_CN: Messages = {
  language: 'zh-CN',
  verdict: { used: '已使用', redundant: '冗余', unused: '未使用', unknown: '未知' },
  reason: {
    'no-logs': {
      what: '没有其网络接口的流日志记录',
      settle: '为 VPC 开启流日志，并用 --flow-logs 指定',
    },
    'short-window': {
      what: '日志覆盖的天数太少',
      settle: '再等几天，或扩大 --window（.sgaudit.yaml 中的 evidence.minimumDays）',
    },
    'partial-coverage': {
      what: '其网络接口的日志缺少若干天或若干小时',
      settle: '补齐缺少的日志文件，或选择日志完整的 --window',
    },
    'skipped-records': {
      what: 'AWS 丢失了其网络接口的记录（SKIPDATA）',
      settle: '选择不含丢失时段的 --window，或再等几天',
    },
    'possible-traffic': {
      what: '可能由它放行的流量无法判断由哪一方发起',
      settle: '在流日志中记录 tcp-flags 和 flow-direction（新建自定义格式的流日志）',
    },
    'unknown-interfaces': {
      what: '日志中有任何清单都未记录的网络接口',
      settle: '定期执行 `aws ec2 describe-network-interfaces`，并用 --inventory 给出全部结果',
    },
    'no-inventory': {
      what: '不知道安全组关联了哪些网络接口',
      settle: '用 --inventory 给出 `aws ec2 describe-network-interfaces` 的输出',
    },
    'unresolved-peer': {
      what: '不知道其对端代表哪些地址',
      settle:
        '给出 --state，或用 --inventory 给出 `aws ec2 get-managed-prefix-list-entries` 的输出',
    },
    'unlogged-service': {
      what: '它可能服务于流日志从不记录的流量（Amazon DNS、DHCP、实例元数据、时间同步）',
      settle: '请人工判断是否需要该服务',
    },
    'unresolved-value': {
      what: '规则的某一部分无法求值',
      settle: '用 --var-file、--plan 或 --state 给出缺少的值',
    },
    'younger-than-window': {
      what: '规则是在窗口期内写入的',
      settle: '等它在整个窗口期内生效之后再判断',
    },
    'unknown-age': {
      what: '规则可能是在窗口期内写入的：历史被截断，或不能询问 git',
      settle:
        '获取完整历史（`git fetch --unshallow`；在工作流中用 fetch-depth: 0）；如果规则早于窗口期，也可设置 evidence.ruleAge: ignore',
    },
    'log-rejects-only': { what: '流日志只包含被拒绝的流量', settle: '创建流量类型为 ALL 的流日志' },
    drifted: {
      what: 'EC2 中的规则与代码不同，或不存在',
      settle: '应用该配置，或把 EC2 中的实际内容写入代码',
    },
    'detached-group': {
      what: '其安全组没有关联任何网络接口',
      settle: '请人工判断该安全组是否留待以后使用',
    },
    'address-only': {
      what: '只给出了源地址：没有端口和方向，也可能不包含此网段的地址',
      settle: '用 --flow-logs 给出流日志本身',
    },
  },
  finding: {
    unusedRule: (rule, group, days) =>
      `${group} 的 ${rule} 在证据完整的 ${count(days)} 天内没有被任何流量使用`,
    redundantRule: (rule, group, flows, others) =>
      `${group} 的 ${rule} 不必要：其 ${count(flows)} 条记录也由 ${others} 放行`,
    coveredRule: (rule, group, others) => `${group} 的 ${rule} 不必要：已被 ${others} 覆盖`,
    insufficientEvidence: (rule, group, reasons) => `无法判断 ${group} 的 ${rule}：${reasons}`,
    noTraffic: (rules) =>
      `没有给出流量，无法判断 ${count(rules)} 条规则：请给出 --flow-logs 或 --rollup`,
    publicPorts: (group, kind, ports, peers) =>
      `${group} 向互联网（${peers}）开放${kind === 'admin' ? '管理' : '数据存储'}端口：${ports}`,
    publicIngress: (group, ports, peers) => `${group} 向互联网开放 ${ports}（${peers}）`,
    publicAllPorts: (group, peers) => `${group} 向互联网开放所有端口（${peers}）`,
    publicEgress: (group, peers) => `${group} 允许所有流量流向互联网（${peers}）`,
    missingRuleDescription: (rule, group) => `${group} 的 ${rule} 没有描述`,
    missingGroupDescription: (group) => `${group} 没有自己的描述`,
    duplicateRule: (rule, group) => `${group} 的 ${rule} 写了不止一次`,
    shadowedRule: (rule, group, other) => `${group} 的 ${rule} 被 ${other} 覆盖`,
    invalidRule: (address, problem) => `${address}：${problem}`,
    defaultGroupRules: (group) => `默认安全组 ${group} 含有规则；AWS 建议保持为空`,
    mixedRuleStyles: (group) => `${group} 同时有内联规则和独立规则：Terraform 会让二者互相删除`,
    ignoreMalformed: () => '请写成 `sgaudit-ignore: CHECK until YYYY-MM-DD -- 原因`（日期可省略）',
    ignoreUnknownCheck: (id, near) =>
      `没有名为 "${id}" 的检查${near ? `；您是否指 "${near}"？` : ''}`,
    ignoreWithoutReason: () => '忽略必须写明原因：`-- 原因`',
    ignoreExpired: (until) => `忽略已于 ${until} 到期：请重新检查`,
    ignoreUnneeded: (checks) => `此处没有 ${checks} 的发现：请删除该忽略`,
    related: {
      staysAndAdmits: '此规则保留，并放行同样的流量',
      sameRule: '同一规则也写在这里',
      covers: '此规则覆盖它',
      standalone: '该安全组的一条独立规则',
    },
  },
  check: CHECKS_ZH_CN,
  text: {
    summary: '汇总',
    settle: '如何确定未知的规则',
    evidence: '证据',
    suppressed: '已忽略',
    errors: '错误',
    noFindings: '没有发现',
    noTrafficGiven: '没有给出流量：只运行配置检查（--flow-logs、--rollup）',
    proved: '删除已证明',
    refused: '不提供删除',
    severity: { error: '错误', warning: '警告', note: '提示' },
    rules: (value) => `${count(value)} 条规则`,
    findings: (value) => `${count(value)} 个发现`,
    window: (start, end, days) => `${start} 至 ${end}（${count(days)} 天）`,
    records: (accepted, rejected, noData, skipData) =>
      `接受 ${count(accepted)} 条记录，拒绝 ${count(rejected)} 条，NODATA ${count(noData)} 条，SKIPDATA ${count(skipData)} 条`,
    orientation: (observed, learned, inferred, ambiguous) =>
      `连接由谁发起：观察到 ${count(observed)}，学习到 ${count(learned)}，推断 ${count(inferred)}，不明 ${count(ambiguous)}`,
    unexplained: (flows, accepted) =>
      `${count(accepted)} 条接受的记录中有 ${count(flows)} 条不匹配任何规则：清单或规则与当时生效的不一致`,
    damaged: (file, problem) => `未读取 ${file}：${problem}`,
    costOfField: (field) => COST_OF_FIELD[field] ?? '',
    missingField: (field) =>
      `部分日志缺少 ${field}${COST_OF_FIELD[field] ? `：${COST_OF_FIELD[field]}` : ''}`,
    more: (value) => `……另有 ${count(value)} 个`,
  },
  checkPage: CHECK_PAGES_ZH_CN,
  exchange: EXCHANGE_ZH_CN,
  fix: FIX_ZH_CN,
  github: GITHUB_ZH_CN,
  runTask: RUN_TASK_ZH_CN,
  html: HTML_ZH_CN,
  explain: EXPLAIN_ZH_CN,
  logs: LOG_MESSAGES_ZH_CN,
  engines: ENGINE_MESSAGES_ZH_CN,
  problems: ERROR_MESSAGES_ZH_CN,
  refusal: REFUSAL_MESSAGES_ZH_CN,
  removalPlan: REMOVAL_PLAN_ZH_CN,
  gate: GATE_MESSAGES_ZH_CN,
  classic: CLASSIC_ZH_CN,
  doctor: DOCTOR_ZH_CN,
  init: INIT_ZH_CN,
  collect: COLLECT_ZH_CN,
  workbook: WORKBOOK_ZH_CN,
};
