import type { GateCause, GateDoubt } from '../model/gate.ts';

/** Sentences of `gate`. `flows` are records, `peers` a few addresses, `ports` a list of ranges or ''. */
export interface GateMessages {
  lostByRule(lost: LostFacts): string;
  lostByInterface(lost: LostFacts, resource: string): string;
  lostByPeer(lost: LostFacts): string;
  lostByReplacement(lost: LostFacts, group: string): string;
  /** Follows a sentence of what is lost. */
  readonly unlessTurned: string;
  gained(gained: GainedFacts, cause: GateCause, resource: string): string;
  uncertain(lost: LostFacts, doubts: string): string;
  uncertainRemoval(rule: string, group: string, reasons: string): string;
  uncertainGain(rule: string, group: string, doubts: string): string;
  uncertainModule(address: string): string;
  readonly doubt: Readonly<Record<GateDoubt, string>>;
  /** Of many the first few: `a, b and 3 more`. */
  andMore(shown: string, more: number): string;
  readonly heading: Readonly<Record<'lost' | 'gained' | 'uncertain', (count: number) => string>>;
  readonly nothing: string;
  traffic(flows: number, peers: string, ports: string): string;
  lastSeen(time: string): string;
  /** Addresses that were not admitted before: the blocks where they are few, and how many. */
  newSpace(blocks: string, addresses: string | null): string;
  rejected(flows: number, peers: string): string;
  readonly suppressed: string;
  replayed(change: string, isPlan: boolean): string;
}

export interface GainedFacts {
  readonly rule: string;
  readonly group: string;
  /** What was seen to try, and what is newly admitted; either may be empty. */
  readonly tried: string;
  readonly space: string;
}

export interface LostFacts {
  readonly rule: string;
  readonly group: string;
  readonly flows: number;
  readonly peers: string;
  readonly ports: string;
  readonly lastSeen: string;
}

const english = (value: number): string => value.toLocaleString('en-US');
const chinese = (value: number): string => value.toLocaleString('zh-CN');

const flowsEn = (flows: number): string => `${english(flows)} ${flows === 1 ? 'flow' : 'flows'}`;
const trafficEn = (flows: number, peers: string, ports: string): string =>
  `${flowsEn(flows)} of ${peers}${ports ? `, ${/[,-]/.test(ports) ? 'ports' : 'port'} ${ports}` : ''}`;
const byEn: Readonly<Record<GateCause, (resource: string) => string>> = {
  rule: () => '',
  interface: (resource) => `${resource} changes the groups of the interface: `,
  peer: () => 'the peer changes its groups: ',
  'replaced-group': (resource) => `${resource} is replaced: `,
};
const byZh: Readonly<Record<GateCause, (resource: string) => string>> = {
  rule: () => '',
  interface: (resource) => `${resource} 更改了网络接口的安全组：`,
  peer: () => '对端的安全组被更改：',
  'replaced-group': (resource) => `${resource} 将被替换：`,
};
const cutEn = ({ rule, group, flows, peers, ports, lastSeen }: LostFacts): string =>
  `${rule} on ${group} admitted ${trafficEn(flows, peers, ports)}, last seen ${lastSeen}`;

export const GATE_MESSAGES_EN: GateMessages = {
  lostByRule: (lost) => `${cutEn(lost)}; after this change no rule does`,
  lostByInterface: (lost, resource) =>
    `${cutEn(lost)}; ${resource} changes the groups of the interface, and no rule admits it then`,
  lostByPeer: (lost) => `${cutEn(lost)}; the peer changes its groups, and no rule admits it then`,
  lostByReplacement: (lost, group) =>
    `${cutEn(lost)}; ${group} is replaced, and no rule of the new group admits it`,
  uncertain: (lost, doubts) =>
    `${cutEn(lost)}; whether any rule does after this change is open: ${doubts}`,
  unlessTurned: ' (as the log reads; who opened the connections was not seen)',
  gained: ({ rule, group, tried, space }, cause, resource) =>
    `${byEn[cause](resource)}${rule} on ${group} admits ${[tried, space].filter(Boolean).join('; ') || 'further peers'}`,
  uncertainRemoval: (rule, group, reasons) =>
    `${rule} on ${group} goes; no traffic of it was seen, but the evidence is not complete: ${reasons}`,
  uncertainGain: (rule, group, doubts) => `whom ${rule} on ${group} will admit is open: ${doubts}`,
  uncertainModule: (address) =>
    `${address} is not on disk as it was before or will be after, so its rules are not compared; give --plan`,
  newSpace: (blocks, addresses) =>
    addresses === null
      ? 'members of a group that were not admitted before'
      : `${addresses} ${addresses === '1' ? 'address' : 'addresses'} not admitted before (${blocks})`,
  rejected: (flows, peers) =>
    `${peers}, rejected until now (${english(flows)} ${flows === 1 ? 'record' : 'records'})`,
  doubt: {
    orientation: 'who opened the connections is not sure (logs with tcp-flags tell)',
    membership: 'the groups of the interface are not sure (give --state and --inventory)',
    peer: 'whether the peer is one that a rule names is not sure (give --inventory)',
    value: 'a value is not known before the apply, or an ICMP type, which no log holds',
    evidence: 'the logs do not show enough',
    module: 'a module is not on disk as it was',
  },
  andMore: (shown, more) => `${shown} and ${english(more)} more`,
  heading: {
    lost: (count) => `${count} ${count === 1 ? 'change cuts' : 'changes cut'} live traffic`,
    gained: (count) => `${count} ${count === 1 ? 'change admits' : 'changes admit'} new peers`,
    uncertain: (count) => `${count} ${count === 1 ? 'effect' : 'effects'} cannot be decided`,
  },
  nothing: 'No live traffic is cut.',
  traffic: trafficEn,
  lastSeen: (time) => `last seen ${time}`,
  suppressed: 'suppressed',
  replayed: (change, isPlan) =>
    isPlan ? `replayed against the plan ${change}` : `replayed against the changes since ${change}`,
};

const trafficZh = (flows: number, peers: string, ports: string): string =>
  `${chinese(flows)} 条流（对端 ${peers}${ports ? `，端口 ${ports}` : ''}）`;
const cutZh = ({ rule, group, flows, peers, ports, lastSeen }: LostFacts): string =>
  `${group} 的 ${rule} 放行过 ${trafficZh(flows, peers, ports)}，最后一次在 ${lastSeen}`;

export const GATE_MESSAGES_ZH_CN: GateMessages = {
  lostByRule: (lost) => `${cutZh(lost)}；变更后没有规则放行`,
  lostByInterface: (lost, resource) =>
    `${cutZh(lost)}；${resource} 更改了网络接口的安全组，之后没有规则放行`,
  lostByPeer: (lost) => `${cutZh(lost)}；对端的安全组被更改，之后没有规则放行`,
  lostByReplacement: (lost, group) => `${cutZh(lost)}；${group} 将被替换，新安全组没有规则放行`,
  uncertain: (lost, doubts) => `${cutZh(lost)}；变更后是否仍有规则放行无法判断：${doubts}`,
  unlessTurned: '（按日志推断；未看到由哪一方发起连接）',
  gained: ({ rule, group, tried, space }, cause, resource) =>
    `${byZh[cause](resource)}${group} 的 ${rule} 放行 ${[tried, space].filter(Boolean).join('；') || '新的对端'}`,
  uncertainRemoval: (rule, group, reasons) =>
    `${group} 的 ${rule} 被移除；没有看到它的流量，但证据不完整：${reasons}`,
  uncertainGain: (rule, group, doubts) => `${group} 的 ${rule} 将放行哪些对端无法判断：${doubts}`,
  uncertainModule: (address) =>
    `${address} 变更前或变更后的代码不在磁盘上，未比较其规则；请给出 --plan`,
  newSpace: (blocks, addresses) =>
    addresses === null
      ? '安全组中以前未放行的成员'
      : `以前未放行的 ${addresses} 个地址（${blocks}）`,
  rejected: (flows, peers) => `${peers}，此前被拒绝（${chinese(flows)} 条记录）`,
  doubt: {
    orientation: '不确定由哪一方发起连接（带 tcp-flags 的日志可以说明）',
    membership: '不确定网络接口属于哪些安全组（请给出 --state 和 --inventory）',
    peer: '不确定对端是否属于规则所指（请给出 --inventory）',
    value: '某个值要到 apply 之后才知道，或是日志中没有的 ICMP 类型',
    evidence: '日志不足以说明',
    module: '某个模块的当前内容与变更前不同或不在磁盘上',
  },
  andMore: (shown, more) => `${shown} 等另外 ${chinese(more)} 个`,
  heading: {
    lost: (count) => `${count} 处变更会切断现有流量`,
    gained: (count) => `${count} 处变更会放行新的对端`,
    uncertain: (count) => `${count} 处影响无法判断`,
  },
  nothing: '没有现有流量被切断。',
  traffic: trafficZh,
  lastSeen: (time) => `最后一次 ${time}`,
  suppressed: '已忽略',
  replayed: (change, isPlan) =>
    isPlan ? `在 plan ${change} 上重放` : `在自 ${change} 以来的变更上重放`,
};
