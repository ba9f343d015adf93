import { describe, expect, it } from '@jest/globals';
import { rulesOfText } from '../rules/loading.ts';

const bindingsOf = (text: string) =>
  rulesOfText(
    `resource "aws_security_group" "a" {}\nresource "aws_security_group" "b" {}\n${text}`,
  ).bindings.map(({ address, groups, complete, interfaceIds }) => ({
    address,
    groups: groups.map((group) => group.address ?? group.id ?? group.name),
    complete,
    interfaceIds,
  }));

describe('bindings', () => {
  it('are found at the top, in blocks and in dynamic blocks', () => {
    expect(
      bindingsOf(`
resource "aws_instance" "web" {
  vpc_security_group_ids = [aws_security_group.a.id, "sg-0123"]
}
resource "aws_lambda_function" "f" {
  vpc_config {
    security_group_ids = toset([aws_security_group.b.id])
  }
}
resource "aws_ecs_service" "s" {
  dynamic "network_configuration" {
    for_each = [1]
    content {
      security_groups = [aws_security_group.a.id]
    }
  }
}
resource "aws_db_instance" "none" {
  engine = "postgres"
}`),
    ).toEqual([
      {
        address: 'aws_instance.web',
        groups: ['aws_security_group.a', 'sg-0123'],
        complete: true,
        interfaceIds: [],
      },
      {
        address: 'aws_lambda_function.f',
        groups: ['aws_security_group.b'],
        complete: true,
        interfaceIds: [],
      },
      {
        address: 'aws_ecs_service.s',
        groups: ['aws_security_group.a'],
        complete: true,
        interfaceIds: [],
      },
    ]);
  });

  it('say so when a group is not known', () => {
    expect(
      bindingsOf(`
variable "more" {
  type = list(string)
}
resource "aws_lb" "front" {
  security_groups = concat([aws_security_group.a.id], var.more)
}`),
    ).toEqual([
      {
        address: 'aws_lb.front',
        groups: ['aws_security_group.a'],
        complete: false,
        interfaceIds: [],
      },
    ]);
  });

  it('read an interface id, an ARN, a name and a list in one string', () => {
    expect(
      bindingsOf(`
resource "aws_network_interface_sg_attachment" "x" {
  security_group_id    = aws_security_group.a.id
  network_interface_id = "eni-0123"
}
resource "aws_datasync_agent" "d" {
  security_group_arns = ["arn:aws:ec2:eu-central-1:111122223333:security-group/sg-0123", aws_security_group.b.arn]
}
resource "aws_instance" "old" {
  security_groups = ["classic"]
}
resource "aws_emr_cluster" "e" {
  ec2_attributes {
    additional_master_security_groups = "sg-0123, sg-0456"
  }
}`),
    ).toEqual([
      {
        address: 'aws_network_interface_sg_attachment.x',
        groups: ['aws_security_group.a'],
        complete: true,
        interfaceIds: ['eni-0123'],
      },
      {
        address: 'aws_datasync_agent.d',
        groups: ['sg-0123', 'aws_security_group.b'],
        complete: true,
        interfaceIds: [],
      },
      { address: 'aws_instance.old', groups: ['classic'], complete: true, interfaceIds: [] },
      {
        address: 'aws_emr_cluster.e',
        groups: ['sg-0123', 'sg-0456'],
        complete: true,
        interfaceIds: [],
      },
    ]);
  });
});
