import { describe, expect, it } from '@jest/globals';
import { rulesOfText } from '../rules/loading.ts';
import { PROVIDER_CASES } from './cases.ts';

function problemsOf(type: string, what: string): [string, string][] {
  const found = PROVIDER_CASES.find((each) => each.type === type && each.what === what);
  if (!found) throw new Error(`no case "${what}" of ${type}`);
  return rulesOfText(found.hcl).problems.map(({ kind, message }) => [kind, message]);
}

/** What the provider refuses, said without it; `provider.test.ts` asks the provider. */
describe('invalid rules', () => {
  it.each([
    [
      'aws_security_group',
      'a description of 256 characters',
      'has 256 characters, 255 are allowed',
    ],
    ['aws_security_group', 'a description with a quote', `holds "'"; allowed are`],
    ['aws_vpc_security_group_ingress_rule', 'a description in Chinese', 'holds "办"'],
    ['aws_security_group_rule', 'a description with a line feed', 'holds "\\n"'],
    ['aws_security_group', 'a null among CIDRs', 'the list holds null'],
    ['aws_security_group_rule', 'protocol icmp, ports null to null', 'are required'],
    ['aws_security_group_rule', 'type "inbound"', 'type must be ingress or egress, not "inbound"'],
    ['aws_security_group_rule', 'type null', 'type must be ingress or egress'],
    ['aws_vpc_security_group_egress_rule', 'no group', 'security_group_id is required'],
    [
      'aws_vpc_security_group_egress_rule',
      'IPv6 "::ffff:10.0.0.0/104"',
      'IPv4 address in the form',
    ],
  ])('of %s: %s', (type, what, message) => {
    const problems = problemsOf(type, what);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.[1]).toContain(message);
  });

  it.each([
    ['aws_security_group', 'a description of 255 characters'],
    ['aws_security_group', 'a description with all that EC2 takes'],
    ['aws_security_group', 'a description that is empty'],
    ['aws_vpc_security_group_ingress_rule', 'protocol icmp, ports null to null'],
    ['aws_vpc_security_group_ingress_rule', 'protocol -1, ports null to null'],
    ['aws_security_group_rule', 'IPv4 "10.0.0.0/08"'],
    ['aws_security_group_rule', 'type "egress"'],
  ])('nothing is wrong with %s: %s', (type, what) => {
    expect(problemsOf(type, what)).toEqual([]);
  });

  it('a description that is not known is not judged', () => {
    const hcl = `variable "purpose" {}
resource "aws_security_group_rule" "web" {
  type              = "ingress"
  security_group_id = "sg-0a1b2c3d4e5f60718"
  description       = var.purpose
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.0.0/8"]
}
`;
    expect(rulesOfText(hcl).problems).toEqual([]);
  });
});
