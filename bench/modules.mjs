// 700 files, 200 module calls: `sgaudit lint` without logs as a whole process. Budget 3 s and 600 MB.
//   node bench/modules.mjs [--cpu-prof DIR]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES = 700;
const CALLS = 200;
const MODULES = 40;
const BUDGET_SECONDS = 3;
const BUDGET_MEGABYTES = 600;

const profile = process.argv.indexOf('--cpu-prof');
const root = mkdtempSync(join(tmpdir(), 'sgaudit-bench-modules-'));
try {
  const rules = writeConfiguration();
  const { seconds, megabytes, processor, found } = lint();
  if (found !== rules) throw new Error(`${found} rules, not ${rules}`);
  console.log(`${FILES} files, ${CALLS} module calls, ${rules} rules`);
  console.log(
    `sgaudit lint: ${seconds.toFixed(2)} s (budget ${BUDGET_SECONDS} s), ${processor.toFixed(2)} s of processor time`,
  );
  console.log(`peak memory:  ${megabytes.toFixed(0)} MB (budget ${BUDGET_MEGABYTES} MB)`);
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** The whole process; what it used it reports itself at its end. A busy machine shows in the processor time against the clock. */
function lint() {
  const report = join(root, '.sgaudit-bench-peak');
  const preload = join(root, '.sgaudit-bench-peak.mjs');
  writeFileSync(
    preload,
    `import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.resourceUsage())));\n`,
  );
  const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));
  const profiling =
    profile < 0 ? [] : ['--cpu-prof', '--cpu-prof-dir', process.argv[profile + 1] ?? '.'];
  const start = performance.now();
  const run = spawnSync(
    process.execPath,
    [
      ...profiling,
      '--import',
      preload,
      bin,
      'lint',
      root,
      '--format',
      'json',
      '--fail-on',
      'never',
    ],
    { encoding: 'utf8', maxBuffer: 1024 ** 3 },
  );
  const seconds = (performance.now() - start) / 1000;
  if (run.status !== 0) throw new Error(run.stderr);
  const used = JSON.parse(readFileSync(report, 'utf8'));
  return {
    seconds,
    megabytes: used.maxRSS / 1024,
    processor: (used.userCPUTime + used.systemCPUTime) / 1e6,
    found: JSON.parse(run.stdout).rules.length,
  };
}

/** Forty modules of six files, each called five times with its own peers; the rest is plain resources. */
function writeConfiguration() {
  let files = 0;
  let rules = 0;
  const write = (path, text) => {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
    files++;
  };
  for (let index = 0; index < MODULES; index++) writeModule(write, `modules/service-${index}`);
  write('variables.tf', 'variable "vpc_id" {\n  type = string\n}\n');
  write(
    'locals.tf',
    'locals {\n  offices = ["203.0.113.0/28", "198.51.100.0/28"]\n  defaults = { protocol = "tcp", sources = local.offices }\n}\n',
  );
  for (let call = 0; call < CALLS; call++) {
    write(`call-${call}.tf`, moduleCall(call));
    rules += 2 * 3 + 2 + 1;
  }
  for (let index = 0; files < FILES; index++) {
    write(`service-${index}.tf`, plainFile(index));
    rules += 3 * 2;
  }
  return rules;
}

function writeModule(write, folder) {
  write(
    `${folder}/variables.tf`,
    'variable "name" {\n  type = string\n}\nvariable "vpc_id" {\n  type = string\n}\nvariable "rules" {\n  type = map(object({\n    port     = number\n    protocol = optional(string, "tcp")\n    sources  = list(string)\n  }))\n}\nvariable "egress" {\n  type    = list(string)\n  default = ["0.0.0.0/0", "10.0.0.0/8"]\n}\n',
  );
  write(
    `${folder}/group.tf`,
    'resource "aws_security_group" "this" {\n  name        = var.name\n  description = "Service ${var.name}"\n  vpc_id      = var.vpc_id\n\n  dynamic "egress" {\n    for_each = var.egress\n    content {\n      from_port   = 0\n      to_port     = 0\n      protocol    = "-1"\n      description = "Out"\n      cidr_blocks = [egress.value]\n    }\n  }\n}\n',
  );
  write(
    `${folder}/rules.tf`,
    'locals {\n  merged = merge([for name, rule in var.rules : { for at, cidr in rule.sources : "${name}-${at}" => merge(rule, { cidr = cidr }) }]...)\n}\n\nresource "aws_vpc_security_group_ingress_rule" "this" {\n  for_each          = local.merged\n  security_group_id = aws_security_group.this.id\n  description       = "Rule ${each.key}"\n  cidr_ipv4         = each.value.cidr\n  from_port         = each.value.port\n  to_port           = each.value.port\n  ip_protocol       = each.value.protocol\n}\n',
  );
  write(
    `${folder}/self.tf`,
    'resource "aws_vpc_security_group_ingress_rule" "self" {\n  security_group_id            = aws_security_group.this.id\n  referenced_security_group_id = aws_security_group.this.id\n  description                  = "Among themselves"\n  ip_protocol                  = "-1"\n}\n',
  );
  write(`${folder}/outputs.tf`, 'output "id" {\n  value = aws_security_group.this.id\n}\n');
  write(
    `${folder}/instance.tf`,
    'resource "aws_instance" "this" {\n  ami                    = "ami-0123456789abcdef0"\n  instance_type          = "t3.small"\n  vpc_security_group_ids = [aws_security_group.this.id]\n}\n',
  );
}

function moduleCall(call) {
  const ports = [8000 + call, 9000 + call, 443];
  const entries = ports.map(
    (port, at) =>
      `    rule-${at} = { port = ${port}, sources = concat(["10.${call % 256}.${at}.0/24"], [local.offices[${at % 2}]]) }`,
  );
  return `module "service_${call}" {\n  source = "./modules/service-${call % MODULES}"\n  name   = "service-${call}"\n  vpc_id = var.vpc_id\n  rules  = {\n${entries.join('\n')}\n  }\n}\n`;
}

function plainFile(index) {
  const group = `plain_${index}`;
  const rules = [80, 443, 8443].map(
    (port) =>
      `resource "aws_security_group_rule" "${group}_${port}" {\n  security_group_id = aws_security_group.${group}.id\n  description       = "Port ${port}"\n  type              = "ingress"\n  protocol          = local.defaults.protocol\n  from_port         = ${port}\n  to_port           = ${port}\n  cidr_blocks       = ["10.${index % 256}.0.0/16", module.service_${index % CALLS}.id == "" ? "10.0.0.0/8" : local.offices[0]]\n}\n`,
  );
  return `resource "aws_security_group" "${group}" {\n  name        = "${group}"\n  description = "Plain ${index}"\n  vpc_id      = var.vpc_id\n}\n\n${rules.join('\n')}`;
}
