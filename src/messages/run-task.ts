/** Sentences of `sgaudit serve run-task` for the run in HCP Terraform. */
export interface RunTaskMessages {
  readonly replaying: string;
  /** The last word on a run; `levels` as "error 2 · note 1", empty where nothing was found. */
  passed(levels: string): string;
  failed(levels: string): string;
  readonly notPostPlan: string;
  notJudged(reason: string): string;
  readonly stopping: string;
  readonly tooSlow: string;
  more(count: number): string;
  readonly moreBody: string;
  /** Headings of what an outcome says. */
  readonly resource: string;
  readonly place: string;
  readonly traffic: string;
}

export const RUN_TASK_EN: RunTaskMessages = {
  replaying: 'Replaying the traffic that was seen',
  passed: (levels) => `No live traffic is cut${levels ? ` (${levels})` : ''}`,
  failed: (levels) => `Live traffic is at stake: ${levels}`,
  notPostPlan: 'Nothing to judge at this stage: attach the run task to post-plan',
  notJudged: (reason) => `The plan could not be judged: ${reason}`,
  stopping: 'sgaudit is being stopped; run again',
  tooSlow: 'The plan could not be judged in time',
  more: (count) => `${count} more`,
  moreBody: 'They are left out here. `sgaudit gate --plan` shows all.',
  resource: 'Resource',
  place: 'Place',
  traffic: 'Traffic',
};

export const RUN_TASK_ZH_CN: RunTaskMessages = {
  replaying: '正在重放观察到的流量',
  passed: (levels) => `不会切断现有流量${levels ? `（${levels}）` : ''}`,
  failed: (levels) => `现有流量会受影响：${levels}`,
  notPostPlan: '此阶段没有可判定的内容：请把运行任务挂在 post-plan 阶段',
  notJudged: (reason) => `无法判定此计划：${reason}`,
  stopping: 'sgaudit 正在停止；请重新运行',
  tooSlow: '未能在限定时间内判定此计划',
  more: (count) => `另有 ${count} 项`,
  moreBody: '此处省略。`sgaudit gate --plan` 显示全部。',
  resource: '资源',
  place: '位置',
  traffic: '流量',
};
