import fc from 'fast-check';

/** Ways of writing rules; each CIDR that a section is given is a rule of its own. */
export const STYLES = [
  'inline-blocks',
  'inline-attribute',
  'legacy-list',
  'legacy-concat',
  'standalone-set',
  'standalone-map',
  'dynamic',
  'module-argument',
  'tfvars-list',
  'tfvars-map',
  'json-syntax',
  'yaml',
  'json-data',
  'csv',
] as const;
export type Style = (typeof STYLES)[number];

export interface Taste {
  /** Lists on one line, or an element a line. */
  readonly tall: boolean;
  /** A comment above and behind elements that have lines of their own. */
  readonly comments: boolean;
}

/** Files by path; `main.tf` is one for all sections. */
type Writer = (id: string, cidrs: readonly string[], taste: Taste) => Record<string, string>;

function list(cidrs: readonly string[], indent: string, { tall, comments }: Taste): string {
  const quoted = cidrs.map((cidr) => JSON.stringify(cidr));
  if (!tall) return `[${quoted.join(', ')}]`;
  const lines = quoted.map((text, index) => {
    const above = comments && index % 2 === 1 ? `${indent}  # of ${cidrs[index]}\n` : '';
    return `${above}${indent}  ${text},${comments ? ` # seen ${cidrs[index]}` : ''}\n`;
  });
  return `[\n${lines.join('')}${indent}]`;
}

const legacy = (id: string, cidrs: string) => `resource "aws_security_group_rule" "${id}" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_blocks       = ${cidrs}
}
`;

const standalone = (id: string, forEach: string, cidr = 'each.value') =>
  `resource "aws_vpc_security_group_ingress_rule" "${id}" {
  for_each          = ${forEach}
  security_group_id = "sg-0a1b2c3d"
  cidr_ipv4         = ${cidr}
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
}
`;

const group = (id: string, body: string) => `resource "aws_security_group" "${id}" {
  name        = "${id}"
  description = "The ${id}"

${body}}
`;

const map = (cidrs: readonly string[], indent: string) =>
  `{\n${cidrs.map((cidr, index) => `${indent}  net_${index} = "${cidr}"\n`).join('')}${indent}}`;

const WRITERS: Readonly<Record<Style, Writer>> = {
  'inline-blocks': (id, cidrs, taste) => ({
    'main.tf': group(
      id,
      cidrs
        .map(
          (cidr, index) =>
            `${taste.comments ? `  # of ${cidr}\n` : ''}  ingress {\n    from_port   = ${8000 + index}\n    to_port     = ${8000 + index}\n    protocol    = "tcp"\n    cidr_blocks = ["${cidr}"]\n  }\n`,
        )
        .join(taste.tall ? '\n' : ''),
    ),
  }),
  'inline-attribute': (id, cidrs, taste) => ({
    'main.tf': group(
      id,
      `  ingress = [\n${cidrs.map((cidr) => `    {\n      description      = ""\n      from_port        = 22\n      to_port          = 22\n      protocol         = "tcp"\n      cidr_blocks      = ${list([cidr], '      ', { ...taste, comments: false })}\n      ipv6_cidr_blocks = []\n      prefix_list_ids  = []\n      security_groups  = []\n      self             = false\n    },\n`).join('')}  ]\n`,
    ),
  }),
  'legacy-list': (id, cidrs, taste) => ({ 'main.tf': legacy(id, list(cidrs, '  ', taste)) }),
  'legacy-concat': (id, cidrs, taste) => ({
    'main.tf': `locals {\n  ${id} = ${list(cidrs.slice(1), '  ', taste)}\n}\n\n${legacy(id, `concat(local.${id}, ${list(cidrs.slice(0, 1), '  ', { ...taste, tall: false })})`)}`,
  }),
  'standalone-set': (id, cidrs, taste) => ({
    'main.tf': standalone(id, `toset(${list(cidrs, '  ', taste)})`),
  }),
  'standalone-map': (id, cidrs) => ({ 'main.tf': standalone(id, map(cidrs, '  ')) }),
  dynamic: (id, cidrs, taste) => ({
    'main.tf': `locals {\n  ${id} = ${list(cidrs, '  ', taste)}\n}\n\n${group(id, `  dynamic "ingress" {\n    for_each = local.${id}\n    content {\n      from_port   = 443\n      to_port     = 443\n      protocol    = "tcp"\n      cidr_blocks = [ingress.value]\n    }\n  }\n`)}`,
  }),
  'module-argument': (id, cidrs, taste) => ({
    'main.tf': `module "${id}" {\n  source  = "./service"\n  clients = ${list(cidrs, '  ', taste)}\n}\n`,
    'service/main.tf': `variable "clients" {\n  type = list(string)\n}\n\n${legacy('clients', 'var.clients')}`,
  }),
  'tfvars-list': (id, cidrs, taste) => ({
    'main.tf': `variable "${id}" {\n  type = list(string)\n}\n\n${legacy(id, `var.${id}`)}`,
    [`${id}.auto.tfvars`]: `${id} = ${list(cidrs, '', taste)}\n`,
  }),
  'tfvars-map': (id, cidrs) => ({
    'main.tf': `variable "${id}" {\n  type = map(string)\n}\n\n${standalone(id, `var.${id}`)}`,
    [`${id}.auto.tfvars`]: `${id} = ${map(cidrs, '')}\n`,
  }),
  'json-syntax': (id, cidrs) => ({
    [`${id}.tf.json`]: `${JSON.stringify(
      {
        resource: {
          aws_security_group_rule: {
            [id]: {
              security_group_id: 'sg-0a1b2c3d',
              type: 'ingress',
              protocol: 'tcp',
              from_port: 25,
              to_port: 25,
              cidr_blocks: cidrs,
            },
          },
        },
      },
      null,
      2,
    )}\n`,
  }),
  yaml: (id, cidrs, { comments }) => ({
    'main.tf': standalone(id, `toset(yamldecode(file("\${path.module}/${id}.yaml")).clients)`),
    [`${id}.yaml`]: `clients:\n${cidrs.map((cidr) => `  - ${cidr}${comments ? ` # seen ${cidr}` : ''}\n`).join('')}`,
  }),
  'json-data': (id, cidrs) => ({
    'main.tf': standalone(id, `toset(jsondecode(file("\${path.module}/${id}.json")))`),
    [`${id}.json`]: `${JSON.stringify(cidrs, null, 2)}\n`,
  }),
  csv: (id, cidrs) => ({
    'main.tf': standalone(
      id,
      `{ for row in csvdecode(file("\${path.module}/${id}.csv")) : row.cidr => row }`,
      'each.value.cidr',
    ),
    [`${id}.csv`]: `cidr,who\n${cidrs.map((cidr, index) => `${cidr},net ${index}\n`).join('')}`,
  }),
};

export interface World {
  readonly files: ReadonlyMap<string, string>;
  /** Every CIDR is written once. */
  readonly cidrs: readonly string[];
  /** Those whose rules are to go. */
  readonly going: readonly string[];
}

const section = fc.record({
  style: fc.constantFrom(...STYLES),
  size: fc.integer({ min: 1, max: 4 }),
  taste: fc.record({ tall: fc.boolean(), comments: fc.boolean() }),
});

interface Choice {
  readonly style: Style;
  readonly size: number;
  readonly taste: Taste;
}

interface Texture {
  readonly ending: '\n' | '\r\n';
  readonly finalBreak: boolean;
}

/** A root module of some sections. Module folders are shared, all else has names of its own. */
export function makeWorld(
  sections: readonly Choice[],
  { ending, finalBreak }: Texture,
  goes: (index: number) => boolean,
): World {
  const files = new Map<string, string>();
  const cidrs: string[] = [];
  for (const [number, { style, size, taste }] of sections.entries()) {
    const own = Array.from({ length: size }, (_, index) => `10.${number}.${index}.0/24`);
    cidrs.push(...own);
    for (const [path, text] of Object.entries(WRITERS[style](`s${number}`, own, taste))) {
      const before = path === 'main.tf' ? files.get(path) : undefined;
      const joint = `\n# After this comes s${number}.\n\n`;
      files.set(path, before === undefined ? text : `${before}${joint}${text}`);
    }
  }
  const finish = (text: string) =>
    (finalBreak ? text : text.replace(/\n$/, '')).replaceAll('\n', ending);
  return {
    files: new Map([...files].map(([path, text]) => [path, finish(text)])),
    cidrs,
    going: cidrs.filter((_, index) => goes(index)),
  };
}

/** Such a root module, and some of its rules. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    sections: fc.array(section, { minLength: 1, maxLength: 5 }),
    texture: fc.record({
      ending: fc.constantFrom('\n' as const, '\r\n' as const),
      finalBreak: fc.boolean(),
    }),
    picks: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  })
  .map(({ sections, texture, picks }) =>
    makeWorld(sections, texture, (index) => picks[index % picks.length] ?? false),
  );
