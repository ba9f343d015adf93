/** What the evidence says of the log files themselves. */
export interface LogMessages {
  /** Lines that were no records: how many in all, and the file that has most. */
  refusedLines(lines: number, file: string, ofFile: number, readOfFile: number): string;
  duplicateFiles(files: number): string;
  /** A run that was cut off has read so many of the files. */
  resumed(files: number, total: number): string;
  rejectsDropped(connections: number): string;
  /** The window has more days than the logs: `YYYY-MM-DD`, both included. */
  shorterThanWindow(first: string, last: string): string;
}

const english = (value: number): string => value.toLocaleString('en-US');
const chinese = (value: number): string => value.toLocaleString('zh-CN');

export const LOG_MESSAGES_EN: LogMessages = {
  refusedLines: (lines, file, ofFile, readOfFile) =>
    `${english(lines)} ${lines === 1 ? 'line is' : 'lines are'} no record and counted as no traffic, ` +
    `${english(ofFile)} of ${english(readOfFile)} in ${file}`,
  duplicateFiles: (files) =>
    `${english(files)} ${files === 1 ? 'file was' : 'files were'} left out: another one holds the same records`,
  resumed: (files, total) =>
    `going on with what a run that was cut off has read: ${english(files)} of ${english(total)} files`,
  rejectsDropped: (connections) =>
    `${english(connections)} rejected ${connections === 1 ? 'connection is' : 'connections are'} counted without detail`,
  shorterThanWindow: (first, last) =>
    `the logs cover ${first}..${last} of it, and a day without logs keeps rules unknown: --window ${first}..${last}`,
};

export const LOG_MESSAGES_ZH_CN: LogMessages = {
  refusedLines: (lines, file, ofFile, readOfFile) =>
    `${chinese(lines)} 行不是流日志记录，不计为流量，其中 ${file} 的 ${chinese(readOfFile)} 行中有 ${chinese(ofFile)} 行`,
  duplicateFiles: (files) => `${chinese(files)} 个文件未读取：另一个文件包含相同的记录`,
  resumed: (files, total) =>
    `继续上次中断的运行：${chinese(total)} 个文件中有 ${chinese(files)} 个已读取`,
  rejectsDropped: (connections) => `${chinese(connections)} 个被拒绝的连接只计数，不保留明细`,
  shorterThanWindow: (first, last) =>
    `日志只覆盖其中的 ${first}..${last}，缺少日志的日期会使规则保持未知：--window ${first}..${last}`,
};
