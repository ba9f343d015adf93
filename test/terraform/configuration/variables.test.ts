import { describe, expect, it } from '@jest/globals';
import { load, output, outputValue, problems } from './support/load.ts';

const declared = (type: string, more = '') => `
variable "ports" {
  ${type}
  ${more}
}
output "ports" { value = var.ports }
`;

describe('the value of a root variable', () => {
  const sources = [
    { name: 'default', apply: {} },
    { name: 'environment', environment: { TF_VAR_tier: 'environment' } },
    { name: 'terraform.tfvars', file: ['infra/terraform.tfvars', 'tier = "terraform.tfvars"'] },
    {
      name: 'terraform.tfvars.json',
      file: ['infra/terraform.tfvars.json', '{"tier": "terraform.tfvars.json"}'],
    },
    { name: 'a.auto', file: ['infra/a.auto.tfvars', 'tier = "a.auto"'] },
    { name: 'b.auto', file: ['infra/b.auto.tfvars', 'tier = "b.auto"'] },
    { name: 'first file', named: ['infra/first.tfvars', 'tier = "first file"'] },
    { name: 'second file', named: ['infra/second.tfvars', 'tier = "second file"'] },
    { name: 'first option', option: 'first option' },
    { name: 'second option', option: 'second option' },
  ];

  it.each(sources.map((source, index) => [source.name, index] as const))(
    'is that of %s when nothing later gives one',
    (name, index) => {
      const texts: Record<string, string> = {
        'infra/main.tf':
          'variable "tier" { default = "default" }\noutput "tier" { value = var.tier }',
      };
      const variableFiles: string[] = [];
      const variables: { name: string; text: string }[] = [];
      let environment: Record<string, string> = {};
      for (const source of sources.slice(0, index + 1)) {
        const [path, text] = source.file ?? source.named ?? [];
        if (path !== undefined && text !== undefined) texts[path] = text;
        if (source.named) variableFiles.push(source.named[0]!.replace('infra/', ''));
        if (source.option) variables.push({ name: 'tier', text: source.option });
        if (source.environment) environment = source.environment;
      }
      const configuration = load(texts, { variableFiles, variables, environment });
      expect(output(configuration, 'tier')).toBe(name);
      expect(configuration.problems).toEqual([]);
    },
  );

  it('is unknown, and names itself, when nothing gives one', () => {
    const configuration = load({ 'infra/main.tf': declared('type = list(number)') });
    expect(output(configuration, 'ports')).toBe('?var.ports');
    expect(outputValue(configuration, 'ports')).toMatchObject({
      type: { kind: 'list', element: { kind: 'number' } },
    });
  });

  it('is converted to its type, with optional defaults put in', () => {
    const configuration = load({
      'infra/main.tf': declared(
        'type = map(object({ from = number, to = optional(number, 65535) }))',
      ),
      'infra/terraform.tfvars': 'ports = { web = { from = "443", to = null, note = "dropped" } }',
    });
    expect(output(configuration, 'ports')).toEqual({ web: { from: 443, to: 65535 } });
  });

  it('takes a text literally for a primitive type or none, and as HCL for others', () => {
    const text = '["22", 443]';
    const given = { variables: [{ name: 'ports', text }] };
    const untyped = load({ 'infra/main.tf': declared('') }, given);
    expect(output(untyped, 'ports')).toBe(text);
    const list = load({ 'infra/main.tf': declared('type = list(number)') }, given);
    expect(output(list, 'ports')).toEqual([22, 443]);
    const any = load(
      { 'infra/main.tf': declared('type = any') },
      { environment: { TF_VAR_ports: text } },
    );
    expect(output(any, 'ports')).toEqual(['22', 443]);
    const number = load(
      { 'infra/main.tf': declared('type = number') },
      { variables: [{ name: 'ports', text: '8443' }] },
    );
    expect(output(number, 'ports')).toBe(8443);
  });

  it('stays null where null is given, unless nullable is false', () => {
    const given = { 'infra/terraform.tfvars': 'ports = null' };
    const kept = load({ 'infra/main.tf': declared('type = string', 'default = "22"'), ...given });
    expect(output(kept, 'ports')).toBeNull();
    const replaced = load({
      'infra/main.tf': declared('type = string', 'default = "22"\nnullable = false'),
      ...given,
    });
    expect(output(replaced, 'ports')).toBe('22');
  });

  it('is sensitive throughout when the variable is', () => {
    const configuration = load({
      'infra/main.tf': declared(
        'type = object({ token = string })',
        'sensitive = true\ndefault = { token = "t" }',
      ),
    });
    const value = outputValue(configuration, 'ports');
    expect(value.sensitive).toBe(true);
    expect(value.kind === 'object' && value.entries.get('token')?.value.sensitive).toBe(true);
  });

  it('has its origin in the file that gave it, and none when it came from the command line', () => {
    const main = declared('type = list(string)');
    const inFile = outputValue(
      load({ 'infra/main.tf': main, 'infra/terraform.tfvars': 'ports = ["22"]' }),
      'ports',
    );
    const element = inFile.kind === 'list' ? inFile.elements[0] : undefined;
    expect(element?.origin).toMatchObject({
      source: { path: 'infra/terraform.tfvars' },
      span: { start: 9, end: 13 },
    });
    const onLine = outputValue(
      load({ 'infra/main.tf': main }, { variables: [{ name: 'ports', text: '["22"]' }] }),
      'ports',
    );
    expect(onLine.kind === 'list' && onLine.elements[0]?.origin).toBeNull();
  });

  it('is reported once when it does not fit its type', () => {
    const configuration = load({
      'infra/main.tf': declared('type = number', 'default = "https"').concat(
        'output "again" { value = var.ports + 1 }',
      ),
    });
    expect(output(configuration, 'ports')).toBe('?var.ports');
    expect(output(configuration, 'again')).toBe('?var.ports');
    expect(problems(configuration)).toEqual([
      'infra/main.tf:2:1 warning Invalid value for input variable',
    ]);
  });
});

describe('values for variables that are not declared', () => {
  it('are a warning in a file, an error on the command line, and nothing in the environment', () => {
    const configuration = load(
      { 'infra/main.tf': 'locals {}', 'infra/terraform.tfvars': 'region = "eu-west-1"' },
      { variables: [{ name: 'zone', text: 'a' }], environment: { TF_VAR_account: '1' } },
    );
    expect(problems(configuration)).toEqual([
      '- error Value for undeclared variable',
      'infra/terraform.tfvars:1:1 warning Value for undeclared variable',
    ]);
  });

  it('refuses a file that is not there', () => {
    expect(() =>
      load({ 'infra/main.tf': 'locals {}' }, { variableFiles: ['prod.tfvars'] }),
    ).toThrow(/variable file infra\/prod\.tfvars does not exist/);
  });

  it('refuses references and says where', () => {
    const configuration = load({
      'infra/main.tf': declared('type = string'),
      'infra/terraform.tfvars': 'ports = local.web',
    });
    expect(output(configuration, 'ports')).toBe('?var.ports');
    expect(problems(configuration)).toEqual([
      'infra/terraform.tfvars:1:9 warning Variables not allowed',
    ]);
  });

  it('points at the variable when the text of an option cannot be read', () => {
    const configuration = load(
      { 'infra/main.tf': declared('type = list(string)') },
      { variables: [{ name: 'ports', text: '["22"' }] },
    );
    expect(output(configuration, 'ports')).toBe('?var.ports');
    expect(configuration.problems).toMatchObject([
      {
        location: { file: 'infra/main.tf', start: { line: 2 } },
        message: expect.stringContaining('--var ports'),
      },
    ]);
  });
});
