import { describe, expect, it } from '@jest/globals';
import { rulesOfText } from './loading.ts';

const group = (blocks: string) => `resource "aws_security_group" "web" {\n${blocks}\n}\n`;
const ingress = (port: number, peers: string) =>
  `  ingress {\n    from_port = ${port}\n    to_port = ${port}\n    protocol = "tcp"\n    cidr_blocks = [${peers}]\n  }\n`;
const keys = (text: string) => rulesOfText(text).rules.map((rule) => rule.key);

describe('the key of a rule', () => {
  const plain = group(ingress(80, '"10.0.0.0/8"') + ingress(443, '"10.0.0.0/8", "10.1.0.0/16"'));

  it('is short, and another one for each rule', () => {
    expect(new Set(keys(plain)).size).toBe(3);
    for (const key of keys(plain)) expect(key).toMatch(/^[0-9a-f]{12}$/);
  });

  it('stays when lines move, comments come and blocks change their order', () => {
    const moved = `# a comment\n\n${group(
      `${ingress(443, '\n      "10.1.0.0/16", # second\n      "10.0.0.0/8"')}\n\n${ingress(80, '"10.0.0.0/8"')}`,
    )}`;
    expect(keys(moved).sort()).toEqual(keys(plain).sort());
  });

  it('stays when another rule goes', () => {
    expect(keys(plain)).toEqual(expect.arrayContaining(keys(group(ingress(80, '"10.0.0.0/8"')))));
  });

  it('tells rules that say the same apart', () => {
    const twice = keys(group(ingress(80, '"10.0.0.0/8", "10.0.0.0/8"')));
    expect(new Set(twice).size).toBe(2);
    expect(twice[0]).toBe(keys(plain)[0]);
  });

  it('does not depend on how a value is spelt', () => {
    const spelt = group(
      ingress(80, '"10.0.0.0/8"').replace('"tcp"', '"TCP"').replaceAll('= 80', '= "80"'),
    );
    expect(keys(spelt)).toEqual(keys(plain).slice(0, 1));
  });
});
