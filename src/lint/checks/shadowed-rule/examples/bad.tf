resource "aws_security_group" "app" {
  name        = "app"
  description = "Order service"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "company" {
  security_group_id = aws_security_group.app.id
  description       = "Company"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_vpc_security_group_ingress_rule" "warehouse" {
  security_group_id = aws_security_group.app.id
  description       = "Warehouse"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.64.8.0/24"
}
