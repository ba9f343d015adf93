resource "aws_security_group" "app" {
  name        = "app"
  description = "Application servers"
  vpc_id      = aws_vpc.main.id
}

resource "aws_security_group_rule" "app_from_web" {
  security_group_id        = aws_security_group.app.id
  type                     = "ingress"
  description              = "Orders and accounts"
  protocol                 = "tcp"
  from_port                = 9000
  to_port                  = 9000
  source_security_group_id = aws_security_group.web.id
}

# Three batch hosts of the peered VPC call it.
resource "aws_security_group_rule" "app_internal_api" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  description       = "Internal API"
  protocol          = "tcp"
  from_port         = 9080
  to_port           = 9080
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_security_group_rule" "app_gossip" {
  for_each = toset(["tcp", "udp"])

  security_group_id = aws_security_group.app.id
  type              = "ingress"
  description       = "Cluster membership"
  protocol          = each.key
  from_port         = 7946
  to_port           = 7946
  self              = true
}

resource "aws_security_group_rule" "app_debug" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 4000
  to_port           = 4100
  self              = true
}

# Made in the console for a trial of the new monitoring, and not imported yet.
resource "aws_security_group_rule" "app_metrics" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  description       = "Metrics"
  protocol          = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_blocks       = [var.monitoring_cidr]
}

resource "aws_security_group_rule" "app_to_peers" {
  for_each = {
    tcp = { from = 0, to = 65535 }
    udp = { from = 7946, to = 7946 }
  }

  security_group_id = aws_security_group.app.id
  type              = "egress"
  description       = "Other application servers"
  protocol          = each.key
  from_port         = each.value.from
  to_port           = each.value.to
  self              = true
}

resource "aws_security_group_rule" "app_to_database" {
  security_group_id        = aws_security_group.app.id
  type                     = "egress"
  description              = "Database"
  protocol                 = "tcp"
  from_port                = 5432
  to_port                  = 5432
  source_security_group_id = aws_security_group.database.id
}

resource "aws_security_group_rule" "app_to_search" {
  security_group_id        = aws_security_group.app.id
  type                     = "egress"
  description              = "Search"
  protocol                 = "tcp"
  from_port                = 9200
  to_port                  = 9200
  source_security_group_id = module.search.security_group_id
}

resource "aws_security_group_rule" "app_to_s3" {
  security_group_id = aws_security_group.app.id
  type              = "egress"
  description       = "Pictures and invoices in S3"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_ids   = [var.s3_prefix_list_id]
}

resource "aws_instance" "app" {
  for_each = { a = 0, b = 1 }

  ami                    = var.ami_id
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.app[each.value].id
  vpc_security_group_ids = [aws_security_group.app.id, aws_security_group.ops.id]
}
