/**
 * Functions of Terraform 1.11 that are not among `PURE_FUNCTIONS`, by who supplies them and why.
 * With those, every function that `terraform metadata functions -json` names is accounted for.
 */

/** They read files, or the machine's folders: the scope of a configuration supplies them. */
export const SUPPLIED_BY_SCOPE = [
  'abspath',
  'file',
  'filebase64',
  'filebase64sha256',
  'filebase64sha512',
  'fileexists',
  'filemd5',
  'fileset',
  'filesha1',
  'filesha256',
  'filesha512',
  'pathexpand',
  'templatefile',
  'templatestring',
] as const;

/** They see their arguments' failures, not their values: the evaluator itself knows them. */
export const SUPPLIED_BY_EVALUATOR = ['can', 'try'] as const;

/** Functions that nothing supplies, with the reason. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {};
