resource "aws_security_group" "web" {
  name        = "web"
  description = "Web servers"

  ingress {
    description = "Company"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "warehouse" {
  security_group_id = aws_security_group.web.id
  description       = "Warehouse"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.64.8.0/24"
}
