import { describe, expect, it } from '@jest/globals';
import {
  automaticVariableFiles,
  configurationFiles,
} from '../../../src/terraform/configuration/folder-files.ts';
import type { DirEntry } from '../../../src/terraform/files.ts';
import { load, output } from './support/load.ts';

const files = (...names: string[]): DirEntry[] => names.map((name) => ({ name, kind: 'file' }));

describe('the files of a folder', () => {
  it('are .tf and .tf.json in bytewise order, without the editors’ files', () => {
    const { primary, override } = configurationFiles([
      ...files('vpc.tf', 'README.md', 'Main.tf', 'alb.tf.json', '.hidden.tf', 'main.tf~'),
      ...files('#main.tf#', 'rules.tf.bak', 'tests.tftest.hcl', '网络.tf', 'terraform.tfvars'),
      { name: 'modules.tf', kind: 'folder' },
    ]);
    expect(primary).toEqual(['Main.tf', 'alb.tf.json', 'vpc.tf', '网络.tf']);
    expect(override).toEqual([]);
  });

  it('are overrides by name', () => {
    const { primary, override } = configurationFiles(
      files(
        'override.tf',
        'dev_override.tf',
        'z_override.tf.json',
        'override.tf.json',
        'my-override.tf',
      ),
    );
    expect(primary).toEqual(['my-override.tf']);
    expect(override).toEqual([
      'dev_override.tf',
      'override.tf',
      'override.tf.json',
      'z_override.tf.json',
    ]);
  });

  it('are replaced by OpenTofu’s file of the same name', () => {
    const { primary } = configurationFiles(
      files('main.tf', 'main.tofu', 'vpc.tf', 'dns.tf.json', 'dns.tofu.json', 'new.tofu'),
    );
    expect(primary).toEqual(['dns.tofu.json', 'main.tofu', 'new.tofu', 'vpc.tf']);
  });

  it('may begin with a byte-order mark and end lines with CRLF', () => {
    const configuration = load({
      'infra/main.tf':
        '\uFEFFlocals {\r\n  office = "203.0.113.0/24"\r\n}\r\noutput "office" {\r\n  value = local.office\r\n}\r\n',
    });
    expect(output(configuration, 'office')).toBe('203.0.113.0/24');
    expect(configuration.problems).toEqual([]);
  });
});

describe('variable files that are loaded without being named', () => {
  it('come in Terraform’s order', () => {
    const names = files(
      'b.auto.tfvars',
      'a.auto.tfvars.json',
      'terraform.tfvars.json',
      'prod.tfvars',
      'terraform.tfvars',
    );
    expect(automaticVariableFiles(names)).toEqual([
      'terraform.tfvars',
      'terraform.tfvars.json',
      'a.auto.tfvars.json',
      'b.auto.tfvars',
    ]);
  });
});
