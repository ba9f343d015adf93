resource "aws_security_group" "app" {
  name        = "app"
  description = "Order service"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "orders" {
  security_group_id = aws_security_group.app.id
  description       = "Order API of the web servers"
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = "10.20.10.0/24"
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.app.id
  description       = "Shell from the bastion"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.20.0.10/32"
}
