resource "aws_security_group" "app" {
  name        = "app"
  description = "Order service"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "metrics" {
  security_group_id = aws_security_group.app.id
  description       = "Monitoring"
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = var.monitoring_cidr
}
