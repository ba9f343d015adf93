import { resolve } from 'node:path';
import { STRING } from '../../hcl/type.ts';
import type { Value } from '../../hcl/value.ts';
import { string, unknown } from '../../hcl/values.ts';
import { SgauditError } from '../../model/problem.ts';
import { collect } from './collect.ts';
import type { EvaluationContext } from './context.ts';
import { configurationFiles } from './folder-files.ts';
import { installedModules } from './installed-modules.ts';
import { ModuleInstance } from './module-instance.ts';
import { ModuleTree } from './module-tree.ts';
import { checkReferences } from './reference-check.ts';
import { Sources } from './sources.ts';
import type { Configuration, ConfigurationOptions } from './types.ts';
import { assignedVariables } from './variable-assignments.ts';

/**
 * Reads a root module and the modules it calls, and expands `count` and `for_each`.
 * What cannot be known without a plan is unknown; what is wrong in the files is in `problems`.
 * Throws a SgauditError `no-configuration` for a folder without configuration,
 * `missing-variable-file` for a `--var-file` that is not there, `unreadable-file` for what may not be read.
 */
export function loadConfiguration(options: ConfigurationOptions): Configuration {
  const { files, repositoryRoot, environment } = options;
  const root = resolve(options.root);
  const sources = new Sources(files, root, resolve(repositoryRoot));
  const installed = installedModules(files, root, environment.TF_DATA_DIR);
  const tree = new ModuleTree(sources, installed);
  const node = tree.root(root);
  if (node === null) throw noConfiguration(sources, root, options.root);
  checkReferences(node, sources.problems);
  const context: EvaluationContext = {
    root,
    files,
    territory: sources.territory,
    problems: sources.problems,
    absolutePaths: sources.absolutePaths,
    dataFiles: new Map(),
    workspace: workspace(options, root),
    variables: assignedVariables({ ...options, root }, sources, node.declarations.variables),
  };
  const { resources, outputs, moduleCalls } = collect(
    new ModuleInstance(context, node, '', 'known', null),
  );
  return {
    resources,
    outputs,
    moduleCalls,
    files: sources.files,
    dataFiles: context.dataFiles,
    absolutePaths: sources.absolutePaths,
    get problems() {
      return sources.problems.sorted();
    },
    report: (problem) => sources.problems.report(problem),
  };
}

/**
 * The selected workspace. In a folder where `terraform init` never ran, nobody has selected one yet:
 * it is unknown, as the pipeline that plans may select any.
 */
function workspace({ environment, files }: ConfigurationOptions, root: string): Value {
  const dataFolder = resolve(root, environment.TF_DATA_DIR || '.terraform');
  const selected = environment.TF_WORKSPACE || files.read(resolve(dataFolder, 'environment'));
  if (selected) return string(selected.trim());
  if (files.list(dataFolder) !== null) return string('default');
  return unknown(STRING, { references: ['terraform.workspace'], notEmpty: true });
}

function noConfiguration(sources: Sources, root: string, given: string): SgauditError {
  const { reader, territory } = sources;
  const shown = territory.display(root);
  const display = shown === '.' ? given : shown;
  const entries = reader.list(root);
  if (entries === null) {
    return new SgauditError(
      'no-configuration',
      `There is no folder ${display}. Give the folder of a Terraform root module.`,
    );
  }
  const holding = entries
    .filter(({ kind, name }) => kind === 'folder' && !name.startsWith('.'))
    .map(({ name }) => resolve(root, name))
    .filter((folder) => configurationFiles(reader.list(folder) ?? []).primary.length > 0)
    .map((folder) => territory.display(folder));
  const hint = holding.length === 0 ? '' : ` Such files are in ${holding.slice(0, 5).join(', ')}.`;
  return new SgauditError(
    'no-configuration',
    `${display} holds no Terraform configuration (.tf, .tf.json, .tofu). Give the folder of a root module.${hint}`,
  );
}
