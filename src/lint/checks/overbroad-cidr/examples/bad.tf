resource "aws_security_group" "app" {
  name        = "app"
  description = "Order service"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "batch" {
  security_group_id = aws_security_group.app.id
  description       = "Nightly batch hosts"
  ip_protocol       = "tcp"
  from_port         = 9080
  to_port           = 9080
  cidr_ipv4         = "10.0.0.0/8"
}
