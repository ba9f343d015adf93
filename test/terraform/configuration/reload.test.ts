import { describe, expect, it } from '@jest/globals';
import { overlayReader } from '../../../src/terraform/files.ts';
import { addresses, argument, load, output, resource } from './support/load.ts';
import { memoryFiles } from './support/memory-files.ts';

const TEXTS = {
  '/repo/infra/main.tf':
    'module "web" {\n  source = "./web"\n}\nresource "aws_security_group" "db" {\n  name = "db"\n}',
  '/repo/infra/web/main.tf': 'resource "aws_security_group" "this" {\n  name = "web"\n}',
};

describe('a second load with edited texts', () => {
  const base = memoryFiles(TEXTS);

  it('sees the edits, and parses only the edited files again', () => {
    const before = load({}, { files: base });
    const edited = overlayReader(base, new Map([['/repo/infra/web/main.tf', 'locals {}']]));
    const after = load({}, { files: edited });
    expect(addresses(before)).toEqual([
      'aws_security_group.db',
      'module.web.aws_security_group.this',
    ]);
    expect(addresses(after)).toEqual(['aws_security_group.db']);
    expect(after.files.get('infra/main.tf')).toBe(before.files.get('infra/main.tf'));
    expect(after.files.get('infra/web/main.tf')).not.toBe(before.files.get('infra/web/main.tf'));
    const again = load({}, { files: base });
    expect(again.files.get('infra/web/main.tf')).toBe(before.files.get('infra/web/main.tf'));
  });

  it('sees added files and template files', () => {
    const files = overlayReader(
      base,
      new Map([
        [
          '/repo/infra/override.tf',
          'resource "aws_security_group" "db" {\n  name = file("name.txt")\n}\noutput "x" {}',
        ],
        ['/repo/infra/name.txt', 'edited'],
        ['/repo/infra/out.tf', 'output "name" {\n  value = aws_security_group.db.name\n}'],
      ]),
    );
    const configuration = load({}, { files });
    expect(argument(resource(configuration, 'aws_security_group.db'), 'name')).toBe('edited');
    expect(output(configuration, 'name')).toBe('edited');
  });
});
