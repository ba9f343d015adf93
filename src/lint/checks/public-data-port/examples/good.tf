resource "aws_security_group" "app" {
  name        = "app"
  description = "Order service"
  vpc_id      = var.vpc_id
}

resource "aws_security_group" "database" {
  name        = "database"
  description = "Orders"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "postgres" {
  security_group_id            = aws_security_group.database.id
  description                  = "Order service"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.app.id
}
