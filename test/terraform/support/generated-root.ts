import fc from 'fast-check';

/** A root module in which every literal that is worth changing stands exactly once. */
export interface GeneratedRoot {
  readonly files: Readonly<Record<string, string>>;
  /** As written, without quotes: `10.7.1.0/24`, `10443`, `113`. */
  readonly literals: readonly string[];
}

/** Grows while a root is generated. */
interface Draft {
  readonly main: string[];
  readonly tfvars: string[];
  readonly files: Record<string, string>;
  readonly literals: string[];
  count: number;
}

/** An expression that gives a list of CIDRs. */
type Source = (draft: Draft) => string;
/** Passes a list through something that keeps its elements. */
type Passage = (list: string, draft: Draft) => string;
/** Writes rules with the list's elements as peers, and the port. */
type Sink = (list: string, port: string, draft: Draft) => void;

function fresh(draft: Draft, name: string): string {
  draft.count++;
  return `${name}_${draft.count}`;
}

function literal(draft: Draft, make: (ordinal: number) => string): string {
  const text = make(draft.literals.length + 1);
  draft.literals.push(text);
  return text;
}

const cidr = (draft: Draft) => literal(draft, (ordinal) => `10.${ordinal}.1.0/24`);
const octet = (draft: Draft) => literal(draft, (ordinal) => String(100 + ordinal));
const port = (draft: Draft) => literal(draft, (ordinal) => String(10_000 + ordinal));
const both = (draft: Draft) => [cidr(draft), cidr(draft)] as const;

function local(draft: Draft, expression: string): string {
  const name = fresh(draft, 'local');
  draft.main.push(`locals {\n  ${name} = ${expression}\n}`);
  return `local.${name}`;
}

function variable(draft: Draft, type: string, value: string | null): string {
  const name = fresh(draft, 'variable');
  const given = value === null ? '' : `  default = ${value}\n`;
  draft.main.push(`variable "${name}" {\n  type = ${type}\n${given}}`);
  return name;
}

/** A module that hands its argument back. */
function throughModule(draft: Draft, expression: string): string {
  draft.files['pass/main.tf'] =
    'variable "given" {\n  type = any\n}\nlocals {\n  kept = var.given\n}\noutput "back" {\n  value = local.kept\n}\n';
  const name = fresh(draft, 'module');
  draft.main.push(`module "${name}" {\n  source = "./pass"\n  given  = ${expression}\n}`);
  return `module.${name}.back`;
}

const SOURCES: Readonly<Record<string, Source>> = {
  written: (draft) => `["${cidr(draft)}", "${cidr(draft)}"]`,
  one: (draft) => `["${cidr(draft)}"]`,
  local: (draft) => local(draft, `["${cidr(draft)}", "${cidr(draft)}"]`),
  default: (draft) => {
    const [a, b] = both(draft);
    return `var.${variable(draft, 'list(string)', `["${a}", "${b}"]`)}`;
  },
  'object with optional attributes': (draft) => {
    const [a, b] = both(draft);
    const type = `object({ given = string, left = optional(string, "${b}") })`;
    const name = variable(draft, type, `{ given = "${a}" }`);
    return `[var.${name}.given, var.${name}.left]`;
  },
  tfvars: (draft) => {
    const [a, b] = both(draft);
    const name = variable(draft, 'set(string)', null);
    draft.tfvars.push(`${name} = ["${a}", "${b}"]`);
    return `var.${name}`;
  },
  'tfvars of objects': (draft) => {
    const [a, b] = both(draft);
    const name = variable(draft, 'map(object({ cidr = string, note = optional(string) }))', null);
    draft.tfvars.push(`${name} = {\n  b = { cidr = "${b}" }\n  a = { cidr = "${a}" }\n}`);
    return `[for key, item in var.${name} : item.cidr]`;
  },
  'map keys': (draft) => `keys({ "${cidr(draft)}" = 1, "${cidr(draft)}" = 2 })`,
  'map values': (draft) => `values({ b = "${cidr(draft)}", a = "${cidr(draft)}" })`,
  'nested lists': (draft) => `flatten([["${cidr(draft)}"], [["${cidr(draft)}"]]])`,
  'merged maps': (draft) => {
    const [a, b] = both(draft);
    return `values(merge({ a = "${a}", c = "192.0.2.0/24" }, { c = "${b}" }))`;
  },
  product: (draft) => {
    const [a, b] = both(draft);
    return `[for pair in setproduct(["${a}", "${b}"], ["x"]) : pair[0]]`;
  },
  zip: (draft) => `values(zipmap(["x", "y"], ["${cidr(draft)}", "${cidr(draft)}"]))`,
  'lookup in a map': (draft) => {
    const map = local(draft, `{ here = "${cidr(draft)}" }`);
    return `[lookup(${map}, "here", "192.0.2.0/24"), lookup(${map}, "not", "${cidr(draft)}")]`;
  },
  element: (draft) => {
    const [a, b] = both(draft);
    return `[element(["192.0.2.0/24", "${a}"], 1), element(["192.0.2.0/24", "${b}"], 3)]`;
  },
  'jsondecode of a text': (draft) => {
    const [a, b] = both(draft);
    return `jsondecode("{\\"office\\": [\\"${a}\\", \\"${b}\\"]}").office`;
  },
  'jsondecode of a file': (draft) => {
    const [a, b] = both(draft);
    const name = `${fresh(draft, 'data')}.json`;
    draft.files[name] = `{\n  "office": [\n    "${a}",\n    "${b}"\n  ]\n}\n`;
    return `jsondecode(file("\${path.module}/${name}")).office`;
  },
  'yamldecode of a heredoc': (draft) => {
    const [a, b] = both(draft);
    return local(draft, `yamldecode(<<-EOT\n    - ${a}\n    - ${b}\n  EOT\n  )`);
  },
  split: (draft) => `split(",", "${cidr(draft)},${cidr(draft)}")`,
  template: (draft) => {
    const name = local(draft, octet(draft));
    return `["10.200.\${${name}}.0/24", "10.\${${octet(draft)}}.201.0/24"]`;
  },
  format: (draft) => `[format("10.202.%d.0/24", ${octet(draft)})]`,
  cidrsubnet: (draft) => `[cidrsubnet("${cidr(draft)}", 2, 3)]`,
  cidrsubnets: (draft) => `cidrsubnets("${cidr(draft)}", 1, 1)`,
  replace: (draft) => `[replace("${cidr(draft)}", "0/24", "0/25")]`,
};

const PASSAGES: Readonly<Record<string, Passage>> = {
  nothing: (list) => list,
  local: (list, draft) => local(draft, list),
  module: (list, draft) => throughModule(draft, list),
  'key of a map': (list) => `{ here = ${list} }.here`,
  lookup: (list) => `lookup({ here = ${list} }, "here", [])`,
  merge: (list) => `merge({ here = ["192.0.2.0/24"] }, { here = ${list} })["here"]`,
  concat: (list) => `concat([], tolist(${list}))`,
  flatten: (list) => `flatten([${list}, []])`,
  tolist: (list) => `tolist(${list})`,
  toset: (list) => `toset(${list})`,
  distinct: (list) => `distinct(${list})`,
  compact: (list) => `compact(concat([""], tolist(${list})))`,
  coalescelist: (list) => `coalescelist([], tolist(${list}))`,
  reverse: (list) => `reverse(tolist(${list}))`,
  sort: (list) => `sort(${list})`,
  setunion: (list) => `setunion(${list}, [])`,
  setsubtract: (list) => `setsubtract(${list}, ["192.0.2.0/24"])`,
  chunklist: (list) => `flatten(chunklist(tolist(${list}), 1))`,
  try: (list) => `try(${list}, [])`,
  condition: (list) => `(1 > 0 ? ${list} : ["192.0.2.0/24"])`,
  for: (list) => `[for item in ${list} : item]`,
  'for with if': (list) => `[for item in ${list} : item if item != "192.0.2.0/24"]`,
  'for into a map': (list) => `values({ for at, item in ${list} : "k\${at}" => item })`,
  'for by its own value': (list) => `keys({ for item in ${list} : item => true })`,
  groups: (list) => `flatten(values({ for item in ${list} : "all" => item... }))`,
  objects: (list) => `[for item in ${list} : { peer = item }][*].peer`,
  splat: (list) => `${list}[*]`,
  trimspace: (list) => `[for item in ${list} : trimspace(item)]`,
  'whole template': (list) => `[for item in ${list} : "\${item}"]`,
};

const GROUP = 'security_group_id = "sg-0123456789abcdef0"';

const SINKS: Readonly<Record<string, Sink>> = {
  'cidr_blocks of one rule': (list, from, draft) => {
    draft.main.push(`resource "aws_security_group_rule" "${fresh(draft, 'rule')}" {
  type        = "ingress"
  ${GROUP}
  protocol    = "tcp"
  from_port   = ${from}
  to_port     = ${from}
  cidr_blocks = ${list}
}`);
  },
  'for_each over a set': (list, from, draft) =>
    standalone(draft, `for_each = toset(${list})`, 'each.value', from),
  'key of for_each': (list, from, draft) =>
    standalone(draft, `for_each = { for item in ${list} : item => 1 }`, 'each.key', from),
  'for_each over objects': (list, from, draft) => {
    const each = `for_each = { for at, item in ${list} : "k\${at}" => { peer = item, port = ${from} } }`;
    standalone(draft, each, 'each.value.peer', 'each.value.port');
  },
  count: (list, from, draft) => {
    const items = local(draft, `tolist(${list})`);
    standalone(draft, `count = length(${items})`, `${items}[count.index]`, from);
  },
  dynamic: (list, from, draft) => {
    draft.main.push(`resource "aws_security_group" "${fresh(draft, 'group')}" {
  dynamic "ingress" {
    for_each = ${list}
    content {
      from_port   = ${from}
      to_port     = ${from}
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}`);
  },
  'attribute of objects': (list, from, draft) => {
    draft.main.push(`resource "aws_security_group" "${fresh(draft, 'group')}" {
  ingress = [for item in ${list} : {
    from_port        = ${from}
    to_port          = ${from}
    protocol         = "tcp"
    cidr_blocks      = [item]
    ipv6_cidr_blocks = []
    prefix_list_ids  = []
    security_groups  = []
    self             = false
    description      = ""
  }]
}`);
  },
};

function standalone(draft: Draft, repetition: string, peer: string, from: string): void {
  draft.main.push(`resource "aws_vpc_security_group_ingress_rule" "${fresh(draft, 'rule')}" {
  ${repetition}
  ${GROUP}
  cidr_ipv4   = ${peer}
  from_port   = ${from}
  to_port     = ${from}
  ip_protocol = "tcp"
}`);
}

const PORTS: Readonly<Record<string, Source>> = {
  written: port,
  text: (draft) => `"${port(draft)}"`,
  local: (draft) => local(draft, port(draft)),
  variable: (draft) => `var.${variable(draft, 'number', port(draft))}`,
  'any list': (draft) =>
    `var.${variable(draft, 'map(list(any))', `{ web = [${port(draft)}, "tcp"] }`)}["web"][0]`,
  sum: (draft) => `1 + ${port(draft)}`,
  parsed: (draft) => `tonumber("${port(draft)}")`,
};

const among = <T>(table: Readonly<Record<string, T>>) => fc.constantFrom(...Object.keys(table));

/** What one set of rules is made of, by the names of the tables above. */
interface Recipe {
  readonly source: string;
  readonly passages: readonly string[];
  readonly sink: string;
  readonly port: string;
}

const recipe: fc.Arbitrary<Recipe> = fc.record({
  source: among(SOURCES),
  passages: fc.array(among(PASSAGES), { maxLength: 3 }),
  sink: among(SINKS),
  port: among(PORTS),
});

export function rootOf(recipes: readonly Recipe[]): GeneratedRoot {
  const draft: Draft = { main: [], tfvars: [], files: {}, literals: [], count: 0 };
  for (const { source, passages, sink, port: from } of recipes) {
    const start = (SOURCES[source] as Source)(draft);
    const list = passages.reduce((at, name) => (PASSAGES[name] as Passage)(at, draft), start);
    (SINKS[sink] as Sink)(list, (PORTS[from] as Source)(draft), draft);
  }
  const files = {
    ...draft.files,
    'main.tf': `${draft.main.join('\n\n')}\n`,
    'terraform.tfvars': `${draft.tfvars.join('\n')}\n`,
  };
  return { files, literals: draft.literals };
}

/** Roots in which one to three lists of CIDRs find their way to rules. */
export const generatedRoot = fc.array(recipe, { minLength: 1, maxLength: 3 }).map(rootOf);

/** Every source, passage, sink and port once at least, beside the plainest others. */
export const PLAIN_RECIPES: readonly Recipe[] = [
  ...Object.keys(SOURCES).map((source) => plain({ source })),
  ...Object.keys(PASSAGES).map((name) => plain({ passages: [name] })),
  ...Object.keys(SINKS).map((sink) => plain({ sink })),
  ...Object.keys(PORTS).map((from) => plain({ port: from })),
];

function plain(part: Partial<Recipe>): Recipe {
  return {
    source: 'local',
    passages: [],
    sink: 'cidr_blocks of one rule',
    port: 'written',
    ...part,
  };
}
