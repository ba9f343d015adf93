/** Why no edit can be offered for a rule; each is the end of a sentence such as "no removal offered: …". */
export interface RefusalMessages {
  computedCidr(): string;
  oneValue(count: number): string;
  oneRange(count: number): string;
  notWritten(): string;
  portsOfAnother(rule: string): string;
  portNotNumber(argument: string): string;
  notRead(file: string): string;
  installed(file: string): string;
  outsideRepository(file: string): string;
  usedElsewhere(user: string): string;
  notNative(file: string): string;
  feedsAnother(rule: string): string;
  feedsOneThatStays(rule: string): string;
  feedsElsewhere(what: string): string;
  placeLost(file: string): string;
  csvCell(): string;
  notJson(file: string): string;
  groupLost(file: string): string;
  blockLost(): string;
  referredTo(resource: string, place: string): string;
  noElement(): string;
  meetsAnother(): string;
  countShifts(): string;
  nothingToNarrow(): string;
  parserDisagrees(): string;
  leftBehind(address: string): string;
  otherRulesChange(): string;
  onlyInEc2(): string;
}

export const REFUSAL_MESSAGES_EN: RefusalMessages = {
  computedCidr: () => 'its CIDR is computed, and stands nowhere as it is',
  oneValue: (count) =>
    `it is written as one value, and ${count} CIDRs are proposed: write a rule for each by hand`,
  oneRange: (count) =>
    `one rule holds one range of ports, and ${count} are proposed: write a rule for each by hand`,
  notWritten: () => 'the rule is not written in this configuration',
  portsOfAnother: (rule) => `its ports are those of another rule as well: ${rule}`,
  portNotNumber: (argument) => `its ${argument} does not stand in its block as a number`,
  notRead: (file) => `${file} was not read as text`,
  installed: (file) => `it is written in an installed module (${file})`,
  outsideRepository: (file) => `it is written outside of the repository (${file})`,
  usedElsewhere: (user) =>
    `what it is written in is used by ${user} as well, whose traffic was not looked at: judge that too, and remove it by hand`,
  notNative: (file) => `only HCL's own syntax is narrowed (${file})`,
  feedsAnother: (rule) => `what it is written as also feeds another rule: ${rule}`,
  feedsOneThatStays: (rule) => `what it is written as also feeds a rule that stays: ${rule}`,
  feedsElsewhere: (what) => `what it is written as also feeds ${what}`,
  placeLost: (file) => `its place in ${file} was not found again`,
  csvCell: () => 'a cell of a CSV file cannot be taken out alone',
  notJson: (file) => `${file} is no JSON`,
  groupLost: (file) => `its group in ${file} was not found again`,
  blockLost: () => 'its block was not found in the text',
  referredTo: (resource, place) => `${resource} is referred to at ${place}; remove that first`,
  noElement: () =>
    'its block holds rules that stay, and its peer is not an element of a list or map of its own',
  meetsAnother: () => 'its edits meet those of another removal',
  countShifts: () =>
    'its resource uses count: the rules that stay would change their indexes, and Terraform would replace them; use for_each',
  nothingToNarrow: () => 'there is nothing to narrow',
  parserDisagrees: () => 'its proof failed: HashiCorp’s parser sees another change',
  leftBehind: (address) =>
    `the edit would leave ${address} behind: remove by hand what makes it as well, such as its count`,
  otherRulesChange: () => 'its proof failed: the edit would change other rules too',
  onlyInEc2: () => 'only EC2 has the rule: no given Terraform says it',
};

export const REFUSAL_MESSAGES_ZH_CN: RefusalMessages = {
  computedCidr: () => '它的 CIDR 是计算出来的，代码中没有对应的字面量',
  oneValue: (count) => `它写成单个值，而建议的 CIDR 有 ${count} 个：请手工为每个 CIDR 写一条规则`,
  oneRange: (count) =>
    `一条规则只有一个端口范围，而建议的有 ${count} 个：请手工为每个范围写一条规则`,
  notWritten: () => '这条规则不是写在此配置中的',
  portsOfAnother: (rule) => `它的端口也是另一条规则的端口：${rule}`,
  portNotNumber: (argument) => `它的 ${argument} 在块中不是写成数字`,
  notRead: (file) => `${file} 没有作为文本读取`,
  installed: (file) => `它写在已安装的模块中（${file}）`,
  outsideRepository: (file) => `它写在仓库之外（${file}）`,
  usedElsewhere: (user) =>
    `它所在的文件也被 ${user} 使用，而那里的流量没有查看：请一并判断，再手工删除`,
  notNative: (file) => `只收窄用 HCL 语法书写的规则（${file}）`,
  feedsAnother: (rule) => `它的字面量还供给另一条规则：${rule}`,
  feedsOneThatStays: (rule) => `它的字面量还供给一条保留的规则：${rule}`,
  feedsElsewhere: (what) => `它的字面量还供给 ${what}`,
  placeLost: (file) => `在 ${file} 中没有再找到它的位置`,
  csvCell: () => 'CSV 文件中的单元格不能单独删除',
  notJson: (file) => `${file} 不是 JSON`,
  groupLost: (file) => `在 ${file} 中没有再找到它的安全组`,
  blockLost: () => '在文本中没有找到它的块',
  referredTo: (resource, place) => `${place} 引用了 ${resource}，请先删除该引用`,
  noElement: () => '它的块中还有保留的规则，而它的对端不是独立的列表或映射元素',
  meetsAnother: () => '它的编辑与另一处删除重叠',
  countShifts: () =>
    '它的资源使用 count：保留的规则会改变索引，Terraform 会替换它们；请改用 for_each',
  nothingToNarrow: () => '没有可以收窄的部分',
  parserDisagrees: () => '证明失败：HashiCorp 的解析器看到的变更不同',
  leftBehind: (address) => `这处编辑会留下 ${address}：请手工把产生它的内容（例如 count）一并移除`,
  otherRulesChange: () => '证明失败：这处编辑还会改变其他规则',
  onlyInEc2: () => '只有 EC2 中有这条规则，给出的 Terraform 中没有',
};
