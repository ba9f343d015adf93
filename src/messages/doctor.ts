import type { Diagnosis } from '../doctor/diagnose.ts';
import { formatBytes } from '../model/bytes.ts';

/** What stands in the way of verdicts: what it is, what it costs them, what settles it. */
export interface DoctorSentence {
  readonly what: string;
  /** Null where it stands well. */
  readonly cost: string | null;
  readonly fix: string | null;
}

export interface DoctorMessages {
  /** `costOfField`: what a log without a field cannot tell. */
  sentence(diagnosis: Diagnosis, costOfField: (field: string) => string): DoctorSentence;
  readonly cost: string;
  readonly fix: string;
  readonly level: Readonly<Record<'ok' | 'note' | 'warning' | 'error', string>>;
}

const NEW_LOG_EN =
  'a format and traffic type cannot be changed: create a new flow log beside it (sgaudit init), then delete this one';

function english(diagnosis: Diagnosis, costOfField: (field: string) => string): DoctorSentence {
  switch (diagnosis.code) {
    case 'denied':
      return {
        what: `${diagnosis.subject} could not be asked: ${diagnosis.message}`,
        cost: 'nothing can be said of it here',
        fix: 'allow the action; sgaudit init writes a policy with all of them',
      };
    case 'no-flow-log':
      return {
        what: `${diagnosis.subject}: ${diagnosis.uncovered} of ${diagnosis.interfaces} interfaces are in no flow log`,
        cost: 'rules of groups on these interfaces stay unknown (no-logs)',
        fix: `sgaudit init --vpc-id ${diagnosis.subject}`,
      };
    case 'rejects-only':
      return {
        what: `${diagnosis.subject} records rejected traffic only`,
        cost: 'it proves nothing about use: all rules there stay unknown (log-rejects-only)',
        fix: NEW_LOG_EN,
      };
    case 'accepts-only':
      return {
        what: `${diagnosis.subject} records accepted traffic only`,
        cost: 'verdicts are complete; the gate cannot say whom a change lets in that was rejected before',
        fix: NEW_LOG_EN,
      };
    case 'not-s3':
      return {
        what: `${diagnosis.subject} delivers to ${diagnosis.destination}, not to S3`,
        cost: 'collect cannot read it by itself',
        fix: 'export it and give the files with --flow-logs, or create a flow log to S3 (sgaudit init)',
      };
    case 'delivery-failed':
      return {
        what: `${diagnosis.subject} cannot deliver: ${diagnosis.message}`,
        cost: 'days without logs prove nothing unused',
        fix: "correct the destination's policy (sgaudit init shows a right one)",
      };
    case 'never-delivered':
      return {
        what: `${diagnosis.subject} has delivered nothing`,
        cost: 'days without logs prove nothing unused',
        fix: "see whether interfaces are there, and whether the bucket's policy lets delivery.logs.amazonaws.com write",
      };
    case 'stale-delivery':
      return {
        what: `${diagnosis.subject} delivered last at ${diagnosis.newest}`,
        cost: 'days without logs prove nothing unused (partial-coverage)',
        fix: "see whether interfaces are there, and whether the bucket's policy has changed",
      };
    case 'unusable-format':
      return {
        what: `${diagnosis.subject} lacks ${diagnosis.fields.join(', ')}`,
        cost: 'its files cannot be used',
        fix: NEW_LOG_EN,
      };
    case 'missing-field':
      return {
        what: `${diagnosis.subject} lacks ${diagnosis.field}`,
        cost: costOfField(diagnosis.field),
        fix: NEW_LOG_EN,
      };
    case 'good-flow-log':
      return {
        what: `${diagnosis.subject} delivers${diagnosis.newest ? `, last at ${diagnosis.newest}` : ''}`,
        cost: null,
        fix: null,
      };
    case 'unusable-table':
      return {
        what: diagnosis.message,
        cost: `--athena cannot read ${diagnosis.subject}: without other logs nothing is judged`,
        fix: 'correct the table or the configuration; sgaudit init writes a right one',
      };
    case 'whole-table-scans':
      return {
        what: `${diagnosis.subject}: no partition tells the day`,
        cost: 'every query scans all of the table, and Athena bills that; verdicts are the same',
        fix: 'partition it by day (sgaudit init writes such a table), or name the column with athena.dayColumn',
      };
    case 'missing-column':
      return {
        what: `${diagnosis.subject} has no column for ${diagnosis.field}`,
        cost: costOfField(diagnosis.field),
        fix: "where the logs have the field, give the table its column; a text table's columns stand in the order of the format",
      };
    case 'good-table':
      return { what: `${diagnosis.subject}: a query reads its days only`, cost: null, fix: null };
    case 'unusable-workgroup':
      return {
        what: diagnosis.message,
        cost: `--athena has nowhere to run its queries: without other logs nothing is judged`,
        fix: 'name another in athena.workgroup; sgaudit init writes one',
      };
    case 'no-output':
      return {
        what: `the workgroup ${diagnosis.subject} has no place for results, and the configuration names none`,
        cost: '--athena cannot ask anything',
        fix: 'set athena.output to an s3:// prefix, or name a workgroup that has one',
      };
    case 'enforced-output':
      return {
        what: `the workgroup ${diagnosis.subject} keeps all results at ${diagnosis.output}`,
        cost: 'answers come as CSV and not by UNLOAD, athena.output does not count; verdicts are the same',
        fix: 'where answers are large, a workgroup that does not enforce its settings',
      };
    case 'no-scan-limit':
      return {
        what: `the workgroup ${diagnosis.subject} does not limit what a query may scan`,
        cost: 'none of verdicts; only --max-scan stands between a wide window and its bill',
        fix: 'set BytesScannedCutoffPerQuery (sgaudit init does)',
      };
    case 'old-engine':
      return {
        what: `the workgroup ${diagnosis.subject} runs ${diagnosis.engine}`,
        cost: 'the query has not been tried there and may fail',
        fix: 'choose Athena engine version 3 for it',
      };
    case 'good-workgroup':
      return {
        what: `the workgroup ${diagnosis.subject} keeps results at ${diagnosis.output}${diagnosis.scanLimit === null ? '' : `, stops a query at ${formatBytes(diagnosis.scanLimit)}`}${diagnosis.engine === null ? '' : `, ${diagnosis.engine}`}`,
        cost: null,
        fix: null,
      };
    case 'no-inventory':
      return {
        what: 'no inventory was given',
        cost: 'every interface may be a member of every group: more rules stay unknown (no-inventory)',
        fix: 'sgaudit collect DIR, then --inventory DIR/inventory',
      };
    case 'stale-inventory':
      return {
        what: `the newest capture is of ${diagnosis.newest}, ${diagnosis.days} days ago`,
        cost: 'interfaces made since then are unknown, and what they do may be of any group (unknown-interfaces)',
        fix: 'run sgaudit collect every day',
      };
    case 'good-inventory':
      return {
        what: `${diagnosis.captures} ${diagnosis.captures === 1 ? 'capture' : 'captures'}, the newest of ${diagnosis.newest}`,
        cost: null,
        fix: null,
      };
    case 'no-rollup':
      return {
        what: 'no rollup was given',
        cost: 'each run reads the logs again',
        fix: 'sgaudit collect DIR, then --rollup DIR/rollup',
      };
    case 'stale-rollup':
      return {
        what: `the rollup ends with ${diagnosis.newest}, ${diagnosis.days} days behind`,
        cost: 'verdicts are of older traffic',
        fix: 'run sgaudit collect every day',
      };
    case 'short-rollup':
      return {
        what: `the rollup holds ${diagnosis.days} of ${diagnosis.least} days`,
        cost: 'fewer prove nothing unused (short-window)',
        fix: 'let more days pass, or lower evidence.minimumDays',
      };
    case 'good-rollup':
      return {
        what: `the rollup holds ${diagnosis.days} days up to ${diagnosis.newest}`,
        cost: null,
        fix: null,
      };
  }
}

const NEW_LOG_ZH = '格式和流量类型无法更改：请另建一个新的流日志（sgaudit init），然后删除旧的';

function chinese(diagnosis: Diagnosis, costOfField: (field: string) => string): DoctorSentence {
  switch (diagnosis.code) {
    case 'denied':
      return {
        what: `无法查询 ${diagnosis.subject}：${diagnosis.message}`,
        cost: '因此无法对其作出判断',
        fix: '请允许该操作；sgaudit init 会写出包含全部操作的策略',
      };
    case 'no-flow-log':
      return {
        what: `${diagnosis.subject}：${diagnosis.interfaces} 个网络接口中有 ${diagnosis.uncovered} 个没有流日志`,
        cost: '这些接口所属安全组的规则只能是未知（no-logs）',
        fix: `sgaudit init --vpc-id ${diagnosis.subject}`,
      };
    case 'rejects-only':
      return {
        what: `${diagnosis.subject} 只记录被拒绝的流量`,
        cost: '无法证明规则是否被使用：那里的规则全部未知（log-rejects-only）',
        fix: NEW_LOG_ZH,
      };
    case 'accepts-only':
      return {
        what: `${diagnosis.subject} 只记录被接受的流量`,
        cost: '判断是完整的；但 gate 无法说明变更会放行哪些之前被拒绝的对端',
        fix: NEW_LOG_ZH,
      };
    case 'not-s3':
      return {
        what: `${diagnosis.subject} 投递到 ${diagnosis.destination}，而不是 S3`,
        cost: 'collect 无法自行读取',
        fix: '请导出后用 --flow-logs 给出文件，或新建投递到 S3 的流日志（sgaudit init）',
      };
    case 'delivery-failed':
      return {
        what: `${diagnosis.subject} 无法投递：${diagnosis.message}`,
        cost: '没有日志的日子无法证明规则未被使用',
        fix: '请修正目标的策略（sgaudit init 给出正确的写法）',
      };
    case 'never-delivered':
      return {
        what: `${diagnosis.subject} 从未投递过日志`,
        cost: '没有日志的日子无法证明规则未被使用',
        fix: '请检查是否存在网络接口，以及存储桶策略是否允许 delivery.logs.amazonaws.com 写入',
      };
    case 'stale-delivery':
      return {
        what: `${diagnosis.subject} 最近一次投递是 ${diagnosis.newest}`,
        cost: '没有日志的日子无法证明规则未被使用（partial-coverage）',
        fix: '请检查是否存在网络接口，以及存储桶策略是否有变化',
      };
    case 'unusable-format':
      return {
        what: `${diagnosis.subject} 缺少 ${diagnosis.fields.join('、')}`,
        cost: '其文件无法使用',
        fix: NEW_LOG_ZH,
      };
    case 'missing-field':
      return {
        what: `${diagnosis.subject} 缺少 ${diagnosis.field}`,
        cost: costOfField(diagnosis.field),
        fix: NEW_LOG_ZH,
      };
    case 'good-flow-log':
      return {
        what: `${diagnosis.subject} 正常投递${diagnosis.newest ? `，最近一次是 ${diagnosis.newest}` : ''}`,
        cost: null,
        fix: null,
      };
    case 'unusable-table':
      return {
        what: diagnosis.message,
        cost: `--athena 无法读取 ${diagnosis.subject}：没有其他日志就无法作出判断`,
        fix: '请修正该表或配置；sgaudit init 会写出正确的表',
      };
    case 'whole-table-scans':
      return {
        what: `${diagnosis.subject}：没有表示日期的分区`,
        cost: '每次查询都会扫描整个表，Athena 按此计费；判断不变',
        fix: '请按天分区（sgaudit init 会写出这样的表），或用 athena.dayColumn 指定该列',
      };
    case 'missing-column':
      return {
        what: `${diagnosis.subject} 没有 ${diagnosis.field} 对应的列`,
        cost: costOfField(diagnosis.field),
        fix: '如果日志含有该字段，请在表中加入该列；文本表的列须与日志格式的顺序一致',
      };
    case 'good-table':
      return { what: `${diagnosis.subject}：查询只读取所需的日期`, cost: null, fix: null };
    case 'unusable-workgroup':
      return {
        what: diagnosis.message,
        cost: '--athena 无处运行查询：没有其他日志就无法作出任何判断',
        fix: '请在 athena.workgroup 中指定另一个；sgaudit init 会创建一个',
      };
    case 'no-output':
      return {
        what: `工作组 ${diagnosis.subject} 没有查询结果位置，配置中也没有指定`,
        cost: '--athena 无法进行任何查询',
        fix: '请把 athena.output 设为 s3:// 前缀，或指定一个有结果位置的工作组',
      };
    case 'enforced-output':
      return {
        what: `工作组 ${diagnosis.subject} 强制把所有结果放在 ${diagnosis.output}`,
        cost: '结果以 CSV 而不是 UNLOAD 返回，athena.output 不起作用；判断相同',
        fix: '结果很大时，请使用不强制其设置的工作组',
      };
    case 'no-scan-limit':
      return {
        what: `工作组 ${diagnosis.subject} 没有限制单次查询的扫描量`,
        cost: '不影响判断；时间窗口过宽时，只有 --max-scan 能防止高额费用',
        fix: '请设置 BytesScannedCutoffPerQuery（sgaudit init 会设置）',
      };
    case 'old-engine':
      return {
        what: `工作组 ${diagnosis.subject} 使用 ${diagnosis.engine}`,
        cost: '查询没有在该版本上试过，可能失败',
        fix: '请为其选择 Athena engine version 3',
      };
    case 'good-workgroup':
      return {
        what: `工作组 ${diagnosis.subject} 把结果放在 ${diagnosis.output}${diagnosis.scanLimit === null ? '' : `，在 ${formatBytes(diagnosis.scanLimit)} 时停止查询`}${diagnosis.engine === null ? '' : `，${diagnosis.engine}`}`,
        cost: null,
        fix: null,
      };
    case 'no-inventory':
      return {
        what: '没有给出清单',
        cost: '任何网络接口都可能属于任何安全组：更多规则只能是未知（no-inventory）',
        fix: '先运行 sgaudit collect DIR，再用 --inventory DIR/inventory',
      };
    case 'stale-inventory':
      return {
        what: `最新的清单是 ${diagnosis.newest}，已过 ${diagnosis.days} 天`,
        cost: '此后新建的网络接口未知，其流量可能属于任何安全组（unknown-interfaces）',
        fix: '请每天运行 sgaudit collect',
      };
    case 'good-inventory':
      return {
        what: `共有 ${diagnosis.captures} 份清单，最新的是 ${diagnosis.newest}`,
        cost: null,
        fix: null,
      };
    case 'no-rollup':
      return {
        what: '没有给出汇总',
        cost: '每次运行都要重新读取日志',
        fix: '先运行 sgaudit collect DIR，再用 --rollup DIR/rollup',
      };
    case 'stale-rollup':
      return {
        what: `汇总截至 ${diagnosis.newest}，落后 ${diagnosis.days} 天`,
        cost: '判断依据的是较早的流量',
        fix: '请每天运行 sgaudit collect',
      };
    case 'short-rollup':
      return {
        what: `汇总只有 ${diagnosis.days} 天，需要 ${diagnosis.least} 天`,
        cost: '天数不足无法证明规则未被使用（short-window）',
        fix: '请再等几天，或降低 evidence.minimumDays',
      };
    case 'good-rollup':
      return {
        what: `汇总共 ${diagnosis.days} 天，截至 ${diagnosis.newest}`,
        cost: null,
        fix: null,
      };
  }
}

export const DOCTOR_EN: DoctorMessages = {
  sentence: english,
  cost: 'costs',
  fix: 'fix',
  level: { ok: 'ok', note: 'note', warning: 'warning', error: 'error' },
};

export const DOCTOR_ZH_CN: DoctorMessages = {
  sentence: chinese,
  cost: '影响',
  fix: '解决',
  level: { ok: '正常', note: '提示', warning: '警告', error: '错误' },
};
