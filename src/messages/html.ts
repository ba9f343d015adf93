import type { ProofResult, StateEffect } from '../model/edit.ts';

/** Sentences of the HTML report. */
export interface HtmlMessages {
  title(root: string): string;
  made(version: string, time: string): string;
  readonly skip: string;
  /** Between a name and its value. */
  readonly colon: string;
  readonly theme: string;
  readonly sections: Readonly<
    Record<
      | 'overview'
      | 'rules'
      | 'findings'
      | 'removals'
      | 'evidence'
      | 'checks'
      | 'gate'
      | 'glossary'
      | 'errors',
      string
    >
  >;
  readonly navigation: string;
  headline(unused: number, rules: number, days: number): string;
  headlineByAddress(unused: number, rules: number): string;
  readonly headlineWithoutTraffic: string;
  readonly tiles: Readonly<
    Record<'verdicts' | 'removals' | 'findings' | 'window' | 'coverage' | 'unexplained', string>
  >;
  removable(unused: number): string;
  daysLong(days: number): string;
  fromTo(first: string, last: string): string;
  suppressedFindings(count: number): string;
  interfaceDays(covered: number, all: number): string;
  lostRecords(count: number): string;
  /** Of rules that stay unknown because logs lack days or hours. */
  lackingLogs(rules: number): string;
  ofAccepted(accepted: number): string;
  readonly byGroup: string;
  readonly notJudged: string;
  readonly columns: Readonly<
    Record<
      | 'group'
      | 'rule'
      | 'findings'
      | 'records'
      | 'verdict'
      | 'missing'
      | 'settle'
      | 'examples'
      | 'resource'
      | 'peers'
      | 'ports'
      | 'lastSeen'
      | 'rules'
      | 'files'
      | 'safety'
      | 'proof'
      | 'interface'
      | 'days'
      | 'lost'
      | 'inventory'
      | 'peer'
      | 'port'
      | 'direction'
      | 'protocol'
      | 'file'
      | 'problem'
      | 'entries'
      | 'left'
      | 'givenUp',
      string
    >
  >;
  groupFacts(interfaces: number): string;
  readonly filters: {
    readonly title: string;
    readonly search: string;
    readonly searchHint: string;
    readonly verdict: string;
    readonly group: string;
    readonly allGroups: string;
    readonly severity: string;
    readonly anySeverity: string;
    readonly withSeverity: Readonly<Record<'error' | 'warning' | 'note', string>>;
    readonly reset: string;
    readonly openAll: string;
    readonly closeAll: string;
    /** With `{shown}` and `{all}`, which the page fills in. */
    readonly shown: string;
    readonly none: string;
    readonly keys: { readonly search: string; readonly move: string; readonly clear: string };
  };
  readonly heat: {
    readonly legend: string;
    readonly none: string;
    /** With `{day}` and `{records}`, which the page fills in. */
    readonly day: string;
    chart(days: number, all: number, most: number, day: string): string;
  };
  readonly matrix: { readonly title: string; readonly caption: string; readonly others: string };
  readonly rule: Readonly<
    Record<
      | 'address'
      | 'id'
      | 'description'
      | 'place'
      | 'via'
      | 'link'
      | 'traffic'
      | 'records'
      | 'sole'
      | 'possible'
      | 'bytes'
      | 'packets'
      | 'seen'
      | 'peers'
      | 'ports'
      | 'noTraffic'
      | 'why'
      | 'limits'
      | 'stays'
      | 'coveredBy'
      | 'findings'
      | 'removal'
      | 'allPorts'
      | 'allProtocols',
      string
    >
  >;
  seenAddresses(addresses: number): string;
  topPeers(shown: number, all: number): string;
  perDay(most: number): string;
  icmp(type: string, code: string | null): string;
  readonly removal: {
    readonly offered: string;
    readonly refused: string;
    readonly safety: Readonly<Record<'safe' | 'unsafe', string>>;
    readonly proofs: Readonly<Record<'parser' | 'rules' | 'terraform', string>>;
    readonly results: Readonly<Record<ProofResult, string>>;
    readonly effects: Readonly<Record<StateEffect['action'], string>>;
    readonly none: string;
    readonly how: string;
  };
  readonly finding: Readonly<
    Record<'confidence' | 'curve' | 'proposed' | 'none' | 'related' | 'suppressedBy', string>
  >;
  readonly confidence: Readonly<Record<'high' | 'medium' | 'low', string>>;
  readonly suppressor: Readonly<Record<'comment' | 'baseline' | 'config', string>>;
  readonly evidence: Readonly<
    Record<
      'interfaces' | 'unexplained' | 'files' | 'yes' | 'no' | 'withoutTraffic' | 'orientation',
      string
    >
  >;
  readonly certainty: Readonly<Record<'observed' | 'learned' | 'inferred' | 'ambiguous', string>>;
  readonly check: Readonly<Record<'why' | 'fix' | 'whenNot', string>>;
  /** Terms and what they mean. */
  readonly glossary: readonly (readonly [string, string])[];
}

const english = (value: number): string => value.toLocaleString('en-US');
const plural = (value: number, one: string, many = `${one}s`): string =>
  `${english(value)} ${value === 1 ? one : many}`;

export const HTML_EN: HtmlMessages = {
  title: (root) => `Security-group rules of ${root}`,
  made: (version, time) => `sgaudit ${version}, ${time} UTC`,
  skip: 'Skip to the rules',
  colon: ': ',
  theme: 'Light or dark',
  sections: {
    overview: 'Overview',
    rules: 'Rules',
    findings: 'Findings',
    removals: 'Removals',
    evidence: 'Evidence',
    checks: 'Checks',
    gate: 'What the change does',
    glossary: 'Glossary',
    errors: 'What could not be done',
  },
  navigation: 'Sections',
  headline: (unused, rules, days) =>
    unused === 0
      ? `None of ${plural(rules, 'rule')} is proved unused by ${plural(days, 'day')} of traffic.`
      : `${english(unused)} of ${plural(rules, 'rule')} ${unused === 1 ? 'was' : 'were'} used by nothing in ${plural(days, 'day')} of traffic.`,
  headlineByAddress: (unused, rules) =>
    `${english(unused)} of ${plural(rules, 'rule')} ${unused === 1 ? 'holds' : 'hold'} none of the addresses that were seen.`,
  headlineWithoutTraffic: 'No traffic was given: the configuration alone is judged here.',
  tiles: {
    verdicts: 'Verdicts',
    removals: 'Proved removals',
    findings: 'Open findings',
    window: 'Window',
    coverage: 'Coverage',
    unexplained: 'Unexplained records',
  },
  removable: (unused) => `each with its diff; ${plural(unused, 'rule')} unused in all`,
  daysLong: (days) => plural(days, 'day'),
  fromTo: (first, last) => `${first} to ${last}`,
  suppressedFindings: (value) => `${english(value)} suppressed, with reasons`,
  interfaceDays: (covered, all) =>
    `${english(covered)} of ${english(all)} interface-days have records`,
  lackingLogs: (rules) =>
    `${plural(rules, 'rule')} ${rules === 1 ? 'stays' : 'stay'} unknown for want of logs`,
  lostRecords: (value) => `${english(value)} SKIPDATA records: AWS lost traffic`,
  ofAccepted: (accepted) => `of ${plural(accepted, 'accepted record')} match no rule`,
  byGroup: 'By security group',
  notJudged: 'not judged',
  columns: {
    group: 'Security group',
    rule: 'Rule',
    findings: 'Findings',
    records: 'Records',
    verdict: 'Verdict',
    missing: 'What is missing',
    settle: 'What would settle it',
    examples: 'For example',
    resource: 'Resource',
    peers: 'Peers',
    ports: 'Ports',
    lastSeen: 'Last seen',
    rules: 'Rules',
    files: 'File',
    safety: 'Safety',
    proof: 'Proof',
    interface: 'Interface',
    days: 'Days with records',
    lost: 'SKIPDATA',
    inventory: 'In the inventory',
    peer: 'Peer',
    port: 'Port',
    direction: 'Direction',
    protocol: 'Protocol',
    file: 'File',
    problem: 'Problem',
    entries: 'Entries',
    left: 'Left open',
    givenUp: 'Closed',
  },
  groupFacts: (interfaces) =>
    interfaces === 0 ? 'on no interface' : `on ${plural(interfaces, 'interface')}`,
  filters: {
    title: 'Filter rules and findings',
    search: 'Search',
    searchHint: 'address, port, name, file …',
    verdict: 'Verdict',
    group: 'Group',
    allGroups: 'all groups',
    severity: 'Findings',
    anySeverity: 'with or without',
    withSeverity: {
      error: 'errors',
      warning: 'warnings or errors',
      note: 'any finding',
    },
    reset: 'Reset',
    openAll: 'Open all',
    closeAll: 'Close all',
    shown: '{shown} of {all} rules',
    none: 'Nothing matches these filters.',
    keys: { search: 'search', move: 'from rule to rule', clear: 'clear' },
  },
  heat: {
    legend: 'Records a day',
    none: 'none',
    day: '{day}: {records} records',
    chart: (days, all, most, day) =>
      `records on ${english(days)} of ${plural(all, 'day')}, most of them, ${english(most)}, on ${day}`,
  },
  matrix: {
    title: 'Who talks to whom',
    caption:
      'Records of each rule with the peers that have most. A record that two rules admit counts for both.',
    others: 'others',
  },
  rule: {
    address: 'Terraform address',
    id: 'Rule ID',
    description: 'Description',
    place: 'Written at',
    via: 'By way of',
    link: 'Link to this rule',
    traffic: 'Traffic',
    records: 'Records',
    sole: 'Admitted by it alone',
    possible: 'Possibly admitted',
    bytes: 'Bytes',
    packets: 'Packets',
    seen: 'First and last seen',
    peers: 'Peers',
    ports: 'Ports',
    noTraffic: 'No record of the window is admitted by this rule.',
    why: 'Why this is not known',
    limits: 'What the verdict does not know',
    stays: 'stays, and admits the same',
    coveredBy: 'Not needed because of',
    findings: 'Findings',
    removal: 'Removal',
    allPorts: 'all ports',
    allProtocols: 'all protocols',
  },
  seenAddresses: (addresses) => `${plural(addresses, 'address', 'addresses')} seen`,
  topPeers: (shown, all) =>
    shown < all ? `the ${english(shown)} with most of ${english(all)}` : plural(all, 'peer'),
  perDay: (most) => `Records a day (at most ${english(most)})`,
  icmp: (type, code) => (code === null ? `type ${type}` : `type ${type} code ${code}`),
  removal: {
    offered: 'This edit removes the rule and nothing else.',
    refused: 'No removal is offered:',
    safety: { safe: 'safe', unsafe: 'needs a look' },
    proofs: {
      parser: "HashiCorp's parser",
      rules: 'rules evaluated again',
      terraform: 'terraform plan',
    },
    results: { passed: 'passed', failed: 'failed', 'not-run': 'not run' },
    effects: { update: 'is updated', replace: 'is replaced', delete: 'is deleted' },
    none: 'No removal is offered.',
    how: 'sgaudit lint --patch removals.patch writes all of them as one patch, which git apply takes; --fix changes the files.',
  },
  finding: {
    confidence: 'confidence',
    curve: 'How it could be narrowed',
    proposed: 'proposed',
    none: 'No open findings.',
    related: 'see also',
    suppressedBy: 'by',
  },
  confidence: { high: 'high', medium: 'medium', low: 'low' },
  suppressor: { comment: 'a comment', baseline: 'the baseline', config: 'the configuration' },
  evidence: {
    interfaces: 'Interfaces',
    unexplained: 'Accepted traffic that no rule explains',
    files: 'Files that were left out, wholly or in part',
    yes: 'yes',
    no: 'no',
    withoutTraffic: 'No flow logs were given, so no rule is judged by traffic.',
    orientation: 'Who opened the connection',
  },
  certainty: {
    observed: 'observed',
    learned: 'learned',
    inferred: 'inferred',
    ambiguous: 'ambiguous',
  },
  check: { why: 'Why it matters', fix: 'How to fix it', whenNot: 'When not to' },
  glossary: [
    [
      'rule',
      'One group, direction, protocol, port range and peer: the smallest thing that can be removed.',
    ],
    ['used', 'It admits traffic that no other rule admits.'],
    [
      'redundant',
      'All that it admits, or may admit, is admitted by rules that stay; or another rule of the group covers it.',
    ],
    [
      'unused',
      'It admits nothing, whatever it may admit is admitted by another rule, and the evidence is complete.',
    ],
    ['unknown', 'The evidence does not decide. The reasons say what would.'],
    ['record', 'One accepted line of a flow log. Requests and replies both count.'],
    ['admitted by it alone', 'Records of connections that no other rule admits.'],
    [
      'possibly admitted',
      'Records that the rule admits under something that is open: who opened the connection, which groups the interface had, what its peer stands for.',
    ],
    ['observed', 'TCP flags in the log show who opened the connection.'],
    ['learned', 'One end is a service that flags showed, on this or another day.'],
    ['inferred', 'Ports or fan-in leave one reading only.'],
    ['ambiguous', 'The log leaves open who opened the connection: both readings are kept.'],
    ['coverage', 'The days on which the log holds records, or NODATA, of an interface.'],
    ['SKIPDATA', 'AWS says that it lost records in this interval.'],
    [
      'unexplained',
      'Accepted traffic that no rule admits: inventory or rules are not what was in force.',
    ],
    [
      'proof',
      "HashiCorp's own parser accepts the edited file, and the whole configuration, evaluated again, has the old rules minus exactly the removed one.",
    ],
  ],
};

const chinese = (value: number): string => value.toLocaleString('zh-CN');

export const HTML_ZH_CN: HtmlMessages = {
  title: (root) => `${root} 的安全组规则`,
  made: (version, time) => `sgaudit ${version}，${time} UTC`,
  skip: '跳到规则',
  colon: '：',
  theme: '浅色或深色',
  sections: {
    overview: '概览',
    rules: '规则',
    findings: '发现',
    removals: '删除',
    evidence: '证据',
    checks: '检查',
    gate: '变更的影响',
    glossary: '术语',
    errors: '未能完成的工作',
  },
  navigation: '章节',
  headline: (unused, rules, days) =>
    unused === 0
      ? `${chinese(rules)} 条规则中，没有一条被 ${chinese(days)} 天的流量证明为未使用。`
      : `${chinese(rules)} 条规则中有 ${chinese(unused)} 条在 ${chinese(days)} 天的流量中没有被使用。`,
  headlineByAddress: (unused, rules) =>
    `${chinese(rules)} 条规则中有 ${chinese(unused)} 条不包含任何已出现的地址。`,
  headlineWithoutTraffic: '没有给出流量：这里只判断配置本身。',
  tiles: {
    verdicts: '判定',
    removals: '已证明的删除',
    findings: '未处理的发现',
    window: '窗口期',
    coverage: '日志覆盖',
    unexplained: '无规则解释的记录',
  },
  removable: (unused) => `每处都附带差异；共有 ${chinese(unused)} 条规则未使用`,
  daysLong: (days) => `${chinese(days)} 天`,
  fromTo: (first, last) => `${first} 至 ${last}`,
  suppressedFindings: (value) => `另有 ${chinese(value)} 个已注明原因并忽略`,
  interfaceDays: (covered, all) => `${chinese(all)} 个接口日中有 ${chinese(covered)} 个有记录`,
  lackingLogs: (rules) => `${chinese(rules)} 条规则因缺少日志而未知`,
  lostRecords: (value) => `${chinese(value)} 条 SKIPDATA 记录：AWS 丢失了流量`,
  ofAccepted: (accepted) => `不匹配任何规则（共接受 ${chinese(accepted)} 条记录）`,
  byGroup: '按安全组',
  notJudged: '未判断',
  columns: {
    group: '安全组',
    rule: '规则',
    findings: '发现',
    records: '记录数',
    verdict: '判定',
    missing: '缺少什么',
    settle: '如何确定',
    examples: '例如',
    resource: '资源',
    peers: '对端',
    ports: '端口',
    lastSeen: '最近出现',
    rules: '规则',
    files: '文件',
    safety: '安全性',
    proof: '证明',
    interface: '网络接口',
    days: '有记录的天数',
    lost: 'SKIPDATA',
    inventory: '在清单中',
    peer: '对端',
    port: '端口',
    direction: '方向',
    protocol: '协议',
    file: '文件',
    problem: '问题',
    entries: '条目',
    left: '仍开放',
    givenUp: '关闭',
  },
  groupFacts: (interfaces) =>
    interfaces === 0 ? '没有关联网络接口' : `关联 ${chinese(interfaces)} 个网络接口`,
  filters: {
    title: '筛选规则和发现',
    search: '搜索',
    searchHint: '地址、端口、名称、文件……',
    verdict: '判定',
    group: '安全组',
    allGroups: '所有安全组',
    severity: '发现',
    anySeverity: '不限',
    withSeverity: { error: '有错误', warning: '有警告或错误', note: '有任何发现' },
    reset: '重置',
    openAll: '全部展开',
    closeAll: '全部收起',
    shown: '{all} 条规则中的 {shown} 条',
    none: '没有符合筛选条件的内容。',
    keys: { search: '搜索', move: '在规则之间移动', clear: '清除' },
  },
  heat: {
    legend: '每天的记录数',
    none: '无',
    day: '{day}：{records} 条记录',
    chart: (days, all, most, day) =>
      `${chinese(all)} 天中有 ${chinese(days)} 天有记录，${day} 最多，为 ${chinese(most)} 条`,
  },
  matrix: {
    title: '谁与谁通信',
    caption: '每条规则与记录最多的对端之间的记录数。由两条规则放行的记录对两者都计数。',
    others: '其他',
  },
  rule: {
    address: 'Terraform 地址',
    id: '规则 ID',
    description: '描述',
    place: '写在',
    via: '经由',
    link: '此规则的链接',
    traffic: '流量',
    records: '记录数',
    sole: '仅由它放行',
    possible: '可能由它放行',
    bytes: '字节数',
    packets: '数据包数',
    seen: '首次和最近出现',
    peers: '对端',
    ports: '端口',
    noTraffic: '窗口期内没有任何记录由此规则放行。',
    why: '为什么未知',
    limits: '判定未考虑什么',
    stays: '保留，并放行同样的流量',
    coveredBy: '不必要，因为有',
    findings: '发现',
    removal: '删除',
    allPorts: '所有端口',
    allProtocols: '所有协议',
  },
  seenAddresses: (addresses) => `已出现 ${chinese(addresses)} 个地址`,
  topPeers: (shown, all) =>
    shown < all ? `${chinese(all)} 个中最多的 ${chinese(shown)} 个` : `${chinese(all)} 个对端`,
  perDay: (most) => `每天的记录数（最多 ${chinese(most)}）`,
  icmp: (type, code) => (code === null ? `类型 ${type}` : `类型 ${type} 代码 ${code}`),
  removal: {
    offered: '此编辑只删除这条规则，不改变其他任何内容。',
    refused: '不提供删除：',
    safety: { safe: '安全', unsafe: '需人工查看' },
    proofs: { parser: 'HashiCorp 解析器', rules: '规则重新求值', terraform: 'terraform plan' },
    results: { passed: '通过', failed: '未通过', 'not-run': '未运行' },
    effects: { update: '将被更新', replace: '将被替换', delete: '将被删除' },
    none: '不提供任何删除。',
    how: 'sgaudit lint --patch removals.patch 把全部删除写成一个补丁，可用 git apply 应用；--fix 直接修改文件。',
  },
  finding: {
    confidence: '置信度',
    curve: '如何缩小范围',
    proposed: '建议',
    none: '没有未处理的发现。',
    related: '另见',
    suppressedBy: '忽略方式为',
  },
  confidence: { high: '高', medium: '中', low: '低' },
  suppressor: { comment: '注释', baseline: '基线', config: '配置' },
  evidence: {
    interfaces: '网络接口',
    unexplained: '没有规则解释的已接受流量',
    files: '全部或部分未读取的文件',
    yes: '是',
    no: '否',
    withoutTraffic: '没有给出流日志，因此没有规则按流量判断。',
    orientation: '连接由谁发起',
  },
  certainty: { observed: '观察到', learned: '学习到', inferred: '推断', ambiguous: '不明' },
  check: { why: '为什么重要', fix: '如何修复', whenNot: '何时不必修复' },
  glossary: [
    ['规则', '一个安全组、一个方向、一个协议、一个端口范围和一个对端：可以删除的最小单位。'],
    ['已使用', '它放行了其他规则都不放行的流量。'],
    ['冗余', '它放行或可能放行的一切，都由保留的规则放行；或已被同一安全组的另一条规则覆盖。'],
    ['未使用', '它没有放行任何流量，可能由它放行的也都由其他规则放行，并且证据完整。'],
    ['未知', '证据不足以判断。原因会说明如何确定。'],
    ['记录', '流日志中一行已接受的记录。请求和应答都计数。'],
    ['仅由它放行', '其他规则都不放行的连接的记录。'],
    [
      '可能由它放行',
      '在尚不确定的条件下由它放行的记录：谁发起了连接、网络接口当时关联哪些安全组、对端代表哪些地址。',
    ],
    ['观察到', '日志中的 TCP 标志表明了谁发起连接。'],
    ['学习到', '一端是标志在当天或其他日子表明的服务。'],
    ['推断', '端口或扇入只留下一种解释。'],
    ['不明', '日志无法说明谁发起了连接：两种解释都保留。'],
    ['日志覆盖', '日志中有某个网络接口的记录或 NODATA 的日子。'],
    ['SKIPDATA', 'AWS 表明在该时段丢失了记录。'],
    ['无规则解释', '没有规则放行的已接受流量：清单或规则与当时生效的不一致。'],
    [
      '证明',
      'HashiCorp 自己的解析器接受编辑后的文件；整个配置重新求值后，恰好是原有规则减去被删除的一条。',
    ],
  ],
};
