resource "aws_security_group" "app" {
  name        = "app"
  description = "Order service"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "from_lb" {
  security_group_id = aws_security_group.app.id
  description       = "Load balancer"
  ip_protocol       = "tcp"
  from_port         = 1024
  to_port           = 65535
  cidr_ipv4         = "10.20.1.0/24"
}
