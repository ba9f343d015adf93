// Plan and prove the removal of every fifth of N rules, one by one and all together.   node bench/removals.mjs [count=1000]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRules } from '../dist/app/read-rules.js';
import { proposeRemovals } from '../dist/edit/removals.js';

const count = Number(process.argv[2] ?? 1000);
const root = mkdtempSync(join(tmpdir(), 'sgaudit-bench-removals-'));
try {
  const blocks = Array.from(
    { length: count },
    (_, index) =>
      `resource "aws_security_group_rule" "rule_${index}" {\n  security_group_id = "sg-0a1b2c3d"\n  type              = "ingress"\n  protocol          = "tcp"\n  from_port         = ${index}\n  to_port           = ${index}\n  cidr_blocks       = ["10.${index % 256}.0.0/16"]\n}\n`,
  );
  writeFileSync(join(root, 'rules.tf'), blocks.join('\n'));
  const target = { root, repositoryRoot: root, display: '.', inGit: false };
  const rules = readRules(target, { path: root });
  const ruleKeys = rules.ruleSet.rules.filter((_, index) => index % 5 === 0).map(({ key }) => key);
  const start = performance.now();
  const { removals } = await proposeRemovals({ ...rules, ruleKeys });
  const seconds = (performance.now() - start) / 1000;
  const proved = removals.filter(({ fix }) => fix !== null).length;
  console.log(
    `${proved} of ${ruleKeys.length} removals from ${count} rules: ${seconds.toFixed(2)} s`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
