import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'invalid-rule',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'What EC2 or the Terraform provider refuses: malformed CIDR, no peer, bad ports …',
      why: 'Such a rule fails at plan or apply, or silently stands for something else: `10.1.2.3/8` has host bits set, a block without any peer admits nothing, ports beside protocol `-1` are refused, and so is an apostrophe in a description. Some of it `terraform validate` says as well; the rest fails only when half of an apply is done.',
      fix: 'Write the network address (`10.0.0.0/8`), exactly one peer in each standalone rule, ports that fit the protocol, descriptions of at most 255 characters out of `a-z`, `A-Z`, `0-9`, space and `._-:/()#,@[]+=&;{}!$*`.',
      whenNot: 'Never.',
      fixSafety: 'No edit is offered: only you know what was meant.',
    },
    'zh-CN': {
      summary: 'EC2 或 Terraform provider 会拒绝的内容：格式错误的 CIDR、没有对端、端口有误等',
      why: '这样的规则在 plan 或 apply 时失败，或悄悄地代表别的东西：`10.1.2.3/8` 设置了主机位，没有任何对端的块不放行任何流量，协议 `-1` 不能带端口，描述中不能有撇号。其中一部分 `terraform validate` 也会指出；其余的要到 apply 进行到一半时才失败。',
      fix: '写网络地址（`10.0.0.0/8`），每条独立规则只写一个对端，端口要符合协议，描述最多 255 个字符，只能使用 `a-z`、`A-Z`、`0-9`、空格和 `._-:/()#,@[]+=&;{}!$*`。',
      whenNot: '没有例外。',
      fixSafety: '不提供编辑：只有您知道本意是什么。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
