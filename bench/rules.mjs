// Parse and evaluate N rule resources in process: budget 0.4 s for 1,000, at most linear.
//   node bench/rules.mjs [count=1000 ...]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRules } from '../dist/app/read-rules.js';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000];
const top = mkdtempSync(join(tmpdir(), 'sgaudit-bench-rules-'));
try {
  // Loads the code and warms it up, as a second file of a run finds it.
  measure(100);
  for (const count of counts) {
    const seconds = measure(count);
    const per = ((seconds / count) * 1e6).toFixed(0);
    console.log(
      `${String(count).padStart(7)} rule resources: ${seconds.toFixed(3)} s, ${per} µs each`,
    );
  }
} finally {
  rmSync(top, { recursive: true, force: true });
}

function measure(count) {
  const root = join(top, String(count));
  mkdirSync(root);
  const blocks = [];
  for (let index = 0; index < count; index++) {
    const group = `group_${Math.floor(index / 20)}`;
    if (index % 20 === 0) {
      blocks.push(
        `resource "aws_security_group" "${group}" {\n  name        = "${group}"\n  description = "Service ${group}"\n  vpc_id      = var.vpc_id\n}\n`,
      );
    }
    blocks.push(
      `resource "aws_security_group_rule" "rule_${index}" {\n  security_group_id = aws_security_group.${group}.id\n  description       = "Rule \${local.prefix} ${index}"\n  type              = "${index % 4 === 3 ? 'egress' : 'ingress'}"\n  protocol          = "tcp"\n  from_port         = ${1000 + (index % 9000)}\n  to_port           = ${1000 + (index % 9000)}\n  cidr_blocks       = ["10.${index % 256}.0.0/16", local.offices[${index % 2}]]\n}\n`,
    );
  }
  writeFileSync(join(root, 'rules.tf'), blocks.join('\n'));
  writeFileSync(
    join(root, 'variables.tf'),
    'variable "vpc_id" {}\nlocals {\n  prefix  = "shop"\n  offices = ["203.0.113.0/28", "198.51.100.0/28"]\n}\n',
  );
  const target = { root, repositoryRoot: root, display: '.', inGit: false };
  const start = performance.now();
  const { ruleSet } = readRules(target, { path: root });
  const seconds = (performance.now() - start) / 1000;
  if (ruleSet.rules.length !== 2 * count) throw new Error(`${ruleSet.rules.length} rules`);
  return seconds;
}
