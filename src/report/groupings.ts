/** What findings stand together by. */
export const GROUPINGS = ['file', 'group', 'check'] as const;
export type Grouping = (typeof GROUPINGS)[number];
