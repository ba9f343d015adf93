resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Way in"
  vpc_id      = var.vpc_id
}

# sgaudit-ignore: public-admin-port until 2999-12-31 -- keys only, watched by the night shift
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.bastion.id
  description       = "Shell"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
}
