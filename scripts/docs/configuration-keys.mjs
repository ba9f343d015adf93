/**
 * The keys of a JSON Schema of this project's kind (objects, arrays, `$ref` into `$defs`), flat and in its order:
 * `evidence.minimumDays`, `overrides[].paths`. Objects that hold keys have no entry of their own.
 */
export function schemaKeys(schema) {
  return keysOf(schema, '', schema);
}

function keysOf(node, prefix, schema) {
  return Object.entries(node.properties).flatMap(([name, property]) => {
    const key = `${prefix}${name}`;
    const { $ref, ...own } = property;
    const value = { ...($ref ? schema.$defs[$ref.split('/').at(-1)] : {}), ...own };
    // The settings of checks stand on their pages.
    if ($ref === '#/$defs/checks') return [{ key, ...value }];
    if (value.properties) return keysOf(value, `${key}.`, schema);
    if (value.items?.properties) return keysOf(value.items, `${key}[].`, schema);
    return [{ key, ...value }];
  });
}

/** A table of Markdown: key, what it takes, default, meaning. */
export function keysTable(schema) {
  const rows = schemaKeys(schema).map((entry) => [
    `\`${entry.key}\``,
    kindOf(entry),
    entry.default === undefined ? '' : `\`${JSON.stringify(entry.default).replaceAll('"', '')}\``,
    entry.description,
  ]);
  const lines = [['Key', 'Takes', 'Default', 'Meaning'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function kindOf({ type, enum: values, items, minimum, maximum }) {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (type === 'array') return `list of ${items.$ref?.endsWith('checkId') ? 'checks' : 'texts'}`;
  if (type === 'integer') return minimum === undefined ? 'number' : `${minimum} to ${maximum}`;
  if (type === 'string') return 'text';
  return type === 'object' ? 'settings by check' : type;
}
