import { describe, expect, it } from '@jest/globals';
import { peerText, rulesOfText } from './loading.ts';

describe('an id that is not known', () => {
  it('is no other word than an id', () => {
    const { rules } = rulesOfText(`
resource "aws_security_group" "alb" {}
resource "aws_security_group" "app" {}
locals {
  peers = { alb = aws_security_group.alb.id, own = "self" }
}
resource "aws_vpc_security_group_ingress_rule" "x" {
  for_each                     = local.peers
  security_group_id            = aws_security_group.app.id
  referenced_security_group_id = each.value == "self" ? aws_security_group.app.id : each.value
  ip_protocol                  = "-1"
}`);
    expect(rules.map(peerText)).toEqual(['group aws_security_group.alb', 'self']);
  });

  it('may be the id that it is compared with', () => {
    const { rules } = rulesOfText(`
resource "aws_security_group" "alb" {}
resource "aws_vpc_security_group_ingress_rule" "x" {
  security_group_id = "sg-0123"
  cidr_ipv4         = aws_security_group.alb.id == "sg-0456" ? "10.0.0.0/8" : "10.1.0.0/16"
  ip_protocol       = "-1"
}`);
    expect(rules.map((rule) => rule.unresolved)).toEqual([['peer']]);
  });
});

describe('a slice of a list that is not known', () => {
  const subnets = (zones: string) => `
data "aws_availability_zones" "all" {}
locals {
  zones = ${zones}
}
resource "aws_vpc_security_group_ingress_rule" "subnet" {
  for_each          = { for index, zone in local.zones : "subnet-\${index}" => cidrsubnet("10.0.0.0/16", 8, index) }
  security_group_id = "sg-0123"
  cidr_ipv4         = each.value
  ip_protocol       = "-1"
}`;

  it('has as many elements as its indexes say', () => {
    const { rules } = rulesOfText(subnets('slice(data.aws_availability_zones.all.names, 1, 3)'));
    expect(rules.map((rule) => [rule.address, peerText(rule), rule.unresolved])).toEqual([
      ['aws_vpc_security_group_ingress_rule.subnet["subnet-0"]', '10.0.0.0/24', []],
      ['aws_vpc_security_group_ingress_rule.subnet["subnet-1"]', '10.0.1.0/24', []],
    ]);
  });

  it.each([
    'try(slice(data.aws_availability_zones.all.names, 0, 3), [])',
    'slice(data.aws_availability_zones.all.names, 0, length(data.aws_availability_zones.all.names))',
    'data.aws_availability_zones.all.names',
  ])('stays open where they do not: %s', (zones) => {
    const { rules } = rulesOfText(subnets(zones));
    expect(rules.map((rule) => rule.unresolved.includes('existence'))).toEqual([true]);
  });
});
