/** Of `init`: its questions, and what it wrote. */
export interface InitMessages {
  readonly question: {
    readonly vpcIds: string;
    readonly bucket: string;
    readonly accounts: string;
    readonly regions: string;
    readonly fileFormat: string;
    readonly athena: string;
    readonly github: string;
  };
  /** Beside an answer that is none. */
  likeThis(example: string): string;
  written(path: string): string;
  kept(path: string): string;
  next(folder: string): string;
}

export const INIT_EN: InitMessages = {
  question: {
    vpcIds: 'VPCs to record (ids, separated by spaces):',
    bucket: 'Name of the bucket to create:',
    accounts: 'Accounts that deliver to it, this one first (12 digits each):',
    regions: 'Regions, this one first:',
    fileFormat: 'Format of the log files:',
    athena: 'Create a table and a workgroup for Athena?',
    github: 'GitHub repository whose workflows may collect (owner/repository, empty: none):',
  },
  likeThis: (example) => `give it as in ${example}`,
  written: (path) => `wrote ${path}`,
  kept: (path) => `${path} was there already and is as it was`,
  next: (folder) =>
    `next: terraform -chdir=${folder} init && terraform -chdir=${folder} plan; the first logs come about 10 minutes after apply`,
};

export const INIT_ZH_CN: InitMessages = {
  question: {
    vpcIds: '要记录的 VPC（ID，以空格分隔）：',
    bucket: '要创建的存储桶名称：',
    accounts: '向其投递日志的账户，本账户在前（各 12 位数字）：',
    regions: '区域，本区域在前：',
    fileFormat: '日志文件格式：',
    athena: '是否为 Athena 创建表和工作组？',
    github: '允许其工作流收集数据的 GitHub 仓库（owner/repository，留空表示没有）：',
  },
  likeThis: (example) => `请按此格式填写：${example}`,
  written: (path) => `已写入 ${path}`,
  kept: (path) => `${path} 已存在，未作改动`,
  next: (folder) =>
    `下一步：terraform -chdir=${folder} init && terraform -chdir=${folder} plan；apply 之后约 10 分钟会有第一批日志`,
};
