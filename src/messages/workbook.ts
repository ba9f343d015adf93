/** Sheets, columns and rows of the workbook. A sheet's name has at most 31 characters, none of `[]*?:/\`. */
export interface WorkbookMessages {
  readonly sheets: Readonly<
    Record<
      'used' | 'unused' | 'redundant' | 'unknown' | 'findings' | 'groups' | 'evidence' | 'glossary',
      string
    >
  >;
  readonly columns: Readonly<
    Record<
      | 'direction'
      | 'protocol'
      | 'ports'
      | 'description'
      | 'flows'
      | 'bytes'
      | 'peers'
      | 'firstSeen'
      | 'lastSeen'
      | 'address'
      | 'place'
      | 'ruleId'
      | 'removal'
      | 'coveredBy'
      | 'reasons'
      | 'settle'
      | 'possible'
      | 'item'
      | 'value'
      | 'vpc'
      | 'interfaces'
      | 'severity'
      | 'check'
      | 'finding'
      | 'suppressed'
      | 'findings'
      | 'term'
      | 'meaning',
      string
    >
  >;
  readonly evidence: Readonly<
    Record<
      | 'generatedAt'
      | 'windowStart'
      | 'windowEnd'
      | 'days'
      | 'engine'
      | 'read'
      | 'accepted'
      | 'rejected'
      | 'noData'
      | 'skipData'
      | 'observed'
      | 'learned'
      | 'inferred'
      | 'ambiguous'
      | 'explained'
      | 'unexplained'
      | 'interfaces'
      | 'captures'
      | 'damaged',
      string
    >
  >;
  readonly direction: Readonly<Record<'ingress' | 'egress', string>>;
}

export const WORKBOOK_EN: WorkbookMessages = {
  sheets: {
    used: 'Used rules',
    unused: 'Unused rules',
    redundant: 'Redundant rules',
    unknown: 'Unknown',
    findings: 'Findings',
    groups: 'Groups',
    evidence: 'Evidence',
    glossary: 'Glossary',
  },
  columns: {
    direction: 'Direction',
    protocol: 'Protocol',
    ports: 'Ports',
    description: 'Description',
    flows: 'Records',
    bytes: 'Bytes',
    peers: 'Peers',
    firstSeen: 'First seen (UTC)',
    lastSeen: 'Last seen (UTC)',
    address: 'Terraform address',
    place: 'File and line',
    ruleId: 'Rule ID',
    removal: 'Removal',
    coveredBy: 'Covered by',
    reasons: 'Reasons',
    settle: 'What would settle it',
    possible: 'Possible records',
    item: 'Item',
    value: 'Value',
    vpc: 'VPC',
    interfaces: 'Interfaces',
    severity: 'Severity',
    check: 'Check',
    finding: 'Finding',
    suppressed: 'Suppressed because',
    findings: 'Findings',
    term: 'Term',
    meaning: 'Meaning',
  },
  evidence: {
    generatedAt: 'Generated at (UTC)',
    windowStart: 'Window start',
    windowEnd: 'Window end (exclusive)',
    days: 'Days',
    engine: 'Engine',
    read: 'Records read',
    accepted: 'Accepted',
    rejected: 'Rejected',
    noData: 'NODATA',
    skipData: 'SKIPDATA (lost)',
    observed: 'Direction observed',
    learned: 'Direction learned',
    inferred: 'Direction inferred',
    ambiguous: 'Direction ambiguous',
    explained: 'Explained by a rule',
    unexplained: 'Explained by none',
    interfaces: 'Interfaces with records',
    captures: 'Inventory captures',
    damaged: 'Left out as damaged',
  },
  direction: { ingress: 'ingress', egress: 'egress' },
};

export const WORKBOOK_ZH_CN: WorkbookMessages = {
  sheets: {
    used: '已使用规则',
    unused: '未使用规则',
    redundant: '冗余规则',
    unknown: '未知规则',
    findings: '发现',
    groups: '安全组',
    evidence: '证据',
    glossary: '术语',
  },
  columns: {
    direction: '方向',
    protocol: '协议',
    ports: '端口',
    description: '描述',
    flows: '记录数',
    bytes: '字节数',
    peers: '对端数',
    firstSeen: '首次出现 (UTC)',
    lastSeen: '最近出现 (UTC)',
    address: 'Terraform 地址',
    place: '文件和行',
    ruleId: '规则 ID',
    removal: '删除',
    coveredBy: '由谁覆盖',
    reasons: '原因',
    settle: '如何确定',
    possible: '可能的记录数',
    item: '项目',
    value: '值',
    vpc: 'VPC',
    interfaces: '网络接口数',
    severity: '级别',
    check: '检查',
    finding: '发现',
    suppressed: '忽略原因',
    findings: '发现数',
    term: '术语',
    meaning: '含义',
  },
  evidence: {
    generatedAt: '生成时间 (UTC)',
    windowStart: '窗口开始',
    windowEnd: '窗口结束（不含）',
    days: '天数',
    engine: '引擎',
    read: '读取的记录',
    accepted: '接受',
    rejected: '拒绝',
    noData: 'NODATA',
    skipData: 'SKIPDATA（丢失）',
    observed: '方向：观察到',
    learned: '方向：学习到',
    inferred: '方向：推断',
    ambiguous: '方向：不明',
    explained: '有规则解释',
    unexplained: '无规则解释',
    interfaces: '有记录的网络接口',
    captures: '清单次数',
    damaged: '因损坏未读取',
  },
  direction: { ingress: '入站', egress: '出站' },
};
