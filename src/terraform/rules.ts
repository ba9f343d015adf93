import { locationOf } from '../hcl/source-text.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Configuration } from './configuration.ts';
import { assembleRuleSet, type OutputReading } from './rule-parts/assemble.ts';
import { hclResourceView } from './rule-parts/hcl-view.ts';

/** The rules, groups, bindings and prefix lists that a configuration declares. */
export function ruleSetOf(configuration: Configuration): RuleSet {
  const report = (problem: Parameters<Configuration['report']>[0]) => configuration.report(problem);
  const views = configuration.resources.map((instance) => hclResourceView(instance, report));
  const outputs = configuration.outputs
    .filter((output) => output.moduleAddress === '')
    .map(
      (output): OutputReading => ({
        address: `output.${output.name}`,
        value: output.value,
        text: output.source.text.slice(output.block.start, output.block.end),
        location: locationOf(output.source, output.block),
      }),
    );
  const quiet = configuration.resources.map((instance) => hclResourceView(instance, () => {}));
  return assembleRuleSet(views, outputs, quiet);
}
