import type { DecidingStep } from '../model/derivation.ts';

/** Sentences of `sgaudit explain`. Rules and groups come as text. */
export interface ExplainMessages {
  title(rule: string, group: string): string;
  /** Things side by side, and a thing with what is said of it. */
  list(items: readonly string[]): string;
  pair(head: string, rest: string): string;
  noVerdict: string;
  choice(rules: number): string;
  choose: string;
  readonly section: Readonly<
    Record<
      | 'written'
      | 'admits'
      | 'derivation'
      | 'traffic'
      | 'shared'
      | 'members'
      | 'removal'
      | 'findings'
      | 'certificate',
      string
    >
  >;
  /** How a rule is written, by its style. */
  readonly style: Readonly<
    Record<'inline-block' | 'inline-attribute' | 'inline-dynamic' | 'legacy' | 'standalone', string>
  >;
  readonly notInCode: string;
  readonly key: string;
  partsAt(ports: string, protocol: string): string;
  block(cidr: string, size: string): string;
  members(group: string, interfaces: number, addresses: number): string;
  readonly noMembers: string;
  entries(list: string, entries: number, complete: boolean): string;
  readonly peerOpen: string;
  readonly maybe: string;
  /** What each step of the derivation found, where it decides and where it does not. */
  readonly yes: Readonly<Record<DecidingStep, (facts: StepFacts) => string>>;
  readonly no: Readonly<Record<DecidingStep, (facts: StepFacts) => string>>;
  conclusion(verdict: string, confidence: 'high' | 'medium' | 'low'): string;
  gap(what: string, settle: string): string;
  open(records: number, what: string, settle: string): string;
  noTrafficGiven: string;
  perDay(first: string, last: string, most: number): string;
  readonly noRecords: string;
  seen(first: string, last: string): string;
  totals(records: number, bytes: number, packets: number): string;
  possible(records: number): string;
  readonly gapsLine: string;
  peers(count: number): string;
  readonly ports: string;
  records(count: number): string;
  bytes(count: number): string;
  aloneAdmits: string;
  alsoAdmits(others: string): string;
  member(days: number, of: number): string;
  memberOpen(days: number): string;
  noData(records: number): string;
  skipped(records: number): string;
  captures(inGroup: number, all: number): string;
  readonly fromState: string;
  missing(days: string): string;
  readonly noInterfaces: string;
  unknownMembers(count: number): string;
  unlike(count: number): string;
  readonly none: Readonly<Record<'used' | 'unknown' | 'silenced' | 'unjudged', string>>;
  proof(parser: string, rules: string, terraform: string): string;
  readonly proofResult: Readonly<Record<'passed' | 'failed' | 'not-run', string>>;
  effect(action: 'update' | 'replace' | 'delete', address: string): string;
  readonly noFindings: string;
  suppressed(reason: string): string;
  certified(verdict: string, window: string): string;
  coverage(interfaces: number, incomplete: number, skipped: number): string;
  captureTimes(times: string): string;
  madeBy(version: string, rollup: string, inputs: number): string;
}

export interface StepFacts {
  readonly admitted: number;
  readonly needed: number;
  /** The rules that cover it, or that together admit all of it, as text. */
  readonly others: string;
}

const english = (value: number): string => value.toLocaleString('en-US');
const chinese = (value: number): string => value.toLocaleString('zh-CN');
const plural = (value: number, one: string, many = `${one}s`): string =>
  `${english(value)} ${value === 1 ? one : many}`;

export const EXPLAIN_EN: ExplainMessages = {
  title: (rule, group) => `${rule} on ${group}`,
  list: (items) => items.join(', '),
  pair: (head, rest) => `${head}: ${rest}`,
  noVerdict: 'not judged',
  choice: (rules) => `${plural(rules, 'rule')} by that name`,
  choose: 'Name one of them by its key, or by FILE:LINE.',
  section: {
    written: 'Where it is written',
    admits: 'Whom it admits',
    derivation: 'Why',
    traffic: 'Traffic',
    shared: 'Which rules admit the same',
    members: 'Interfaces of the group, and their logs',
    removal: 'Removal',
    findings: 'Findings',
    certificate: 'Certificate',
  },
  style: {
    'inline-block': 'a block in the group',
    'inline-attribute': 'an argument of the group',
    'inline-dynamic': 'a dynamic block in the group',
    legacy: 'aws_security_group_rule',
    standalone: 'a rule resource of its own',
  },
  notInCode: 'in no file that was read',
  key: 'key',
  partsAt: (ports, protocol) => `ports at ${ports}, protocol at ${protocol}`,
  block: (cidr, size) => `${cidr}: ${size} ${size === '1' ? 'address' : 'addresses'}`,
  members: (group, interfaces, addresses) =>
    `${group}: ${plural(interfaces, 'interface')}, ${plural(addresses, 'address', 'addresses')}`,
  noMembers: 'no known interface is in that group',
  entries: (list, entries, complete) =>
    `${list}: ${plural(entries, 'entry', 'entries')}${complete ? '' : '; AWS may have had others on the list'}`,
  peerOpen: 'its addresses are not known',
  maybe: 'not in all captures',
  yes: {
    covered: ({ others }) => `its text is covered by a rule that stays: ${others}`,
    needed: ({ admitted, needed }) =>
      needed === admitted
        ? `it admits ${plural(admitted, 'record')}, and no other rule that stays admits any of them`
        : `it admits ${plural(admitted, 'record')}; no other rule that stays admits ${english(needed)} of them`,
    unsettled: () => 'that cannot be settled:',
    idle: () => 'it admits nothing',
    served: ({ others }) => `all that it admits is admitted by rules that stay: ${others}`,
  },
  no: {
    covered: () => 'no rule that could stand in for it covers it by its text',
    needed: ({ admitted }) =>
      admitted === 0
        ? 'it admits no record for certain'
        : `it admits ${plural(admitted, 'record')}, each of them admitted by a rule that stays as well`,
    unsettled: () =>
      'the evidence is complete: nothing of its logs is missing, and nothing is open that it alone may have admitted',
    idle: ({ admitted }) => `it admits ${plural(admitted, 'record')}`,
    served: () => '',
  },
  conclusion: (verdict, confidence) => `so it is ${verdict} (confidence: ${confidence})`,
  gap: (what, settle) => `${what}. To settle it: ${settle}`,
  open: (records, what, settle) =>
    `up to ${plural(records, 'record')}: ${what}. To settle it: ${settle}`,
  noTrafficGiven: 'No traffic given: --flow-logs or --rollup.',
  perDay: (first, last, most) => `${first} to ${last}, at most ${plural(most, 'record')} a day`,
  noRecords: 'no accepted record that it admits for certain',
  seen: (first, last) => `first seen ${first}, last seen ${last}`,
  totals: (records, bytes, packets) =>
    `${plural(records, 'record')}, ${plural(bytes, 'byte')}, ${plural(packets, 'packet')}`,
  possible: (records) => `${plural(records, 'more record')} that it may have admitted (marked ?)`,
  gapsLine: '! logs incomplete',
  peers: (count) => plural(count, 'peer'),
  ports: 'ports',
  records: (count) => plural(count, 'record'),
  bytes: (count) => plural(count, 'byte'),
  aloneAdmits: 'no other rule',
  alsoAdmits: (others) => `also ${others}`,
  member: (days, of) => `${english(days)} of ${plural(of, 'day')} with records`,
  memberOpen: (days) => `on ${plural(days, 'day')} only perhaps in the group`,
  noData: (records) => `${english(records)} NODATA`,
  skipped: (records) => `${english(records)} SKIPDATA`,
  captures: (inGroup, all) => `in the group in ${english(inGroup)} of ${plural(all, 'capture')}`,
  fromState: 'known from state',
  missing: (days) => `incomplete: ${days}`,
  noInterfaces: 'no interface is known to be in the group',
  unknownMembers: (count) =>
    `${plural(count, 'interface')} of the logs that no capture knows may be in the group too`,
  unlike: (count) => `… and ${plural(count, 'more interface')}`,
  none: {
    used: 'none is offered: traffic needs the rule',
    unknown: 'none is offered while the verdict is unknown',
    silenced: 'none is offered: its finding is suppressed, or its check is switched off',
    unjudged: 'none is offered without traffic',
  },
  proof: (parser, rules, terraform) =>
    `proof: HashiCorp's parser ${parser}, rules evaluated again ${rules}, terraform plan ${terraform}`,
  proofResult: { passed: 'passed', failed: 'failed', 'not-run': 'not run' },
  effect: (action, address) =>
    `Terraform will ${{ update: 'update', replace: 'replace', delete: 'destroy' }[action]} ${address}`,
  noFindings: 'none',
  suppressed: (reason) => `suppressed: ${reason}`,
  certified: (verdict, window) => `${verdict}, ${window}`,
  coverage: (interfaces, incomplete, skipped) =>
    `${plural(interfaces, 'interface')}; ${plural(incomplete, 'incomplete day')}, ${plural(skipped, 'day')} with lost records`,
  captureTimes: (times) => `inventory captured ${times}`,
  madeBy: (version, rollup, inputs) =>
    `sgaudit ${version}, rollup schema ${rollup}, ${plural(inputs, 'input')}`,
};

export const EXPLAIN_ZH_CN: ExplainMessages = {
  title: (rule, group) => `${group} 的 ${rule}`,
  list: (items) => items.join('，'),
  pair: (head, rest) => `${head}：${rest}`,
  noVerdict: '未判定',
  choice: (rules) => `该名称对应 ${chinese(rules)} 条规则`,
  choose: '请用规则的键或 FILE:LINE 指明其中一条。',
  section: {
    written: '写在何处',
    admits: '放行谁',
    derivation: '判定过程',
    traffic: '流量',
    shared: '哪些规则放行同样的流量',
    members: '安全组的网络接口及其日志',
    removal: '删除',
    findings: '发现',
    certificate: '证明',
  },
  style: {
    'inline-block': '安全组中的块',
    'inline-attribute': '安全组的参数',
    'inline-dynamic': '安全组中的 dynamic 块',
    legacy: 'aws_security_group_rule',
    standalone: '独立的规则资源',
  },
  notInCode: '不在读取的任何文件中',
  key: '键',
  partsAt: (ports, protocol) => `端口写在 ${ports}，协议写在 ${protocol}`,
  block: (cidr, size) => `${cidr}：${size} 个地址`,
  members: (group, interfaces, addresses) =>
    `${group}：${chinese(interfaces)} 个网络接口，${chinese(addresses)} 个地址`,
  noMembers: '已知的网络接口都不在该安全组中',
  entries: (list, entries, complete) =>
    `${list}：${chinese(entries)} 个条目${complete ? '' : '；AWS 可能曾在列表中放过其他条目'}`,
  peerOpen: '不知道它的地址',
  maybe: '并非每次清单都有',
  yes: {
    covered: ({ others }) => `它的文本被一条保留的规则覆盖：${others}`,
    needed: ({ admitted, needed }) =>
      needed === admitted
        ? `它放行 ${chinese(admitted)} 条记录，其他保留的规则都不放行其中任何一条`
        : `它放行 ${chinese(admitted)} 条记录；其中 ${chinese(needed)} 条没有其他保留的规则放行`,
    unsettled: () => '以下各项无法确定：',
    idle: () => '它没有放行任何流量',
    served: ({ others }) => `它放行的全部流量也由保留的规则放行：${others}`,
  },
  no: {
    covered: () => '没有可以代替它的规则在文本上覆盖它',
    needed: ({ admitted }) =>
      admitted === 0
        ? '没有它确定放行的记录'
        : `它放行 ${chinese(admitted)} 条记录，每一条也由某条保留的规则放行`,
    unsettled: () => '证据完整：日志没有缺失，也没有可能仅由它放行的未定流量',
    idle: ({ admitted }) => `它放行 ${chinese(admitted)} 条记录`,
    served: () => '',
  },
  conclusion: (verdict, confidence) =>
    `因此判定为${verdict}（置信度：${{ high: '高', medium: '中', low: '低' }[confidence]}）`,
  gap: (what, settle) => `${what}。如何确定：${settle}`,
  open: (records, what, settle) => `至多 ${chinese(records)} 条记录：${what}。如何确定：${settle}`,
  noTrafficGiven: '没有给出流量：--flow-logs 或 --rollup。',
  perDay: (first, last, most) => `${first} 至 ${last}，每天至多 ${chinese(most)} 条记录`,
  noRecords: '没有它确定放行的已接受记录',
  seen: (first, last) => `首次出现 ${first}，最近出现 ${last}`,
  totals: (records, bytes, packets) =>
    `${chinese(records)} 条记录，${chinese(bytes)} 字节，${chinese(packets)} 个数据包`,
  possible: (records) => `另有 ${chinese(records)} 条记录可能由它放行（标记为 ?）`,
  gapsLine: '! 日志不完整',
  peers: (count) => `${chinese(count)} 个对端`,
  ports: '端口',
  records: (count) => `${chinese(count)} 条记录`,
  bytes: (count) => `${chinese(count)} 字节`,
  aloneAdmits: '没有其他规则放行',
  alsoAdmits: (others) => `也由 ${others} 放行`,
  member: (days, of) => `${chinese(of)} 天中有 ${chinese(days)} 天有记录`,
  memberOpen: (days) => `有 ${chinese(days)} 天不确定是否在安全组中`,
  noData: (records) => `NODATA ${chinese(records)} 条`,
  skipped: (records) => `SKIPDATA ${chinese(records)} 条`,
  captures: (inGroup, all) => `${chinese(all)} 次清单中有 ${chinese(inGroup)} 次在安全组中`,
  fromState: '由状态得知',
  missing: (days) => `不完整：${days}`,
  noInterfaces: '不知道有哪个网络接口在该安全组中',
  unknownMembers: (count) =>
    `日志中另有 ${chinese(count)} 个清单未记录的网络接口可能也在该安全组中`,
  unlike: (count) => `……另有 ${chinese(count)} 个网络接口`,
  none: {
    used: '不提供：有流量需要此规则',
    unknown: '判定为未知时不提供',
    silenced: '不提供：其发现已被忽略，或相应检查已关闭',
    unjudged: '没有流量时不提供',
  },
  proof: (parser, rules, terraform) =>
    `证明：HashiCorp 解析器${parser}，重新求值的规则${rules}，terraform plan ${terraform}`,
  proofResult: { passed: '通过', failed: '未通过', 'not-run': '未运行' },
  effect: (action, address) =>
    `Terraform 将${{ update: '更新', replace: '替换', delete: '销毁' }[action]} ${address}`,
  noFindings: '无',
  suppressed: (reason) => `已忽略：${reason}`,
  certified: (verdict, window) => `${verdict}，${window}`,
  coverage: (interfaces, incomplete, skipped) =>
    `${chinese(interfaces)} 个网络接口；日志不完整 ${chinese(incomplete)} 天，有丢失记录 ${chinese(skipped)} 天`,
  captureTimes: (times) => `清单时间 ${times}`,
  madeBy: (version, rollup, inputs) =>
    `sgaudit ${version}，汇总格式 ${rollup}，${chinese(inputs)} 项输入`,
};
