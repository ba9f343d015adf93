import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'unused-rule',
  kind: 'traffic',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule that no accepted traffic of the window needed, on complete evidence',
      why: 'A rule that nothing uses only widens what an attacker can reach. It is reported only where the evidence is complete: every interface of the group was logged on every day, no records were lost, and no traffic that the rule may have admitted stays unexplained.',
      fix: 'Remove it. `sgaudit lint --patch removals.patch` writes the removal with its proof; apply it with `git apply`, and plan.',
      whenNot:
        'Rules for rare events (failover, yearly jobs, disaster drills) leave no traces in a short window. Widen the window, or keep the rule with a comment that says why: `# sgaudit-ignore: unused-rule until 2027-03-01 -- kept for the disaster drill`. AWS does not track connections where one rule admits all addresses and a rule of the other direction admits all answers; such a rule may be there to spare an interface with very many connections (Route 53 Resolver endpoints, proxies) the tracking. Without it new connections work and are tracked, and those that stand are cut once.',
      fixSafety:
        "Safe. The edit removes this rule and nothing else; HashiCorp's parser and a second evaluation of the whole configuration prove it before it is shown. Where a proof fails, or the literal feeds a rule that stays, no edit is offered and the finding says why.",
    },
    'zh-CN': {
      summary: '在证据完整的窗口期内，没有任何已接受流量需要的规则',
      why: '没有流量使用的规则只会扩大攻击者可以触及的范围。只有证据完整时才会报告：安全组的每个网络接口每天都有日志，没有丢失的记录，也没有任何可能由该规则放行却无法解释的流量。',
      fix: '删除它。`sgaudit lint --patch removals.patch` 会写出附带证明的删除；用 `git apply` 应用，然后执行 plan。',
      whenNot:
        '为罕见事件（故障转移、年度任务、灾难演练）保留的规则在较短的窗口期内不会留下痕迹。请扩大窗口期，或用注释写明原因并保留规则：`# sgaudit-ignore: unused-rule until 2027-03-01 -- 为灾难演练保留`。如果一条规则放行所有地址，另一个方向的规则放行所有应答，AWS 就不跟踪这些连接；这样的规则可能是为了让连接极多的网络接口（Route 53 Resolver 端点、代理）免于连接跟踪。删除后新连接照常工作并被跟踪，已建立的连接会中断一次。',
      fixSafety:
        '安全。编辑只删除这条规则；在显示之前，由 HashiCorp 的解析器和对整个配置的再次求值加以证明。证明失败，或字面值还供给一条保留的规则时，不提供编辑，发现中会说明原因。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
