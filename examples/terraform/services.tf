module "search" {
  source = "./modules/service"

  name              = "search"
  vpc_id            = aws_vpc.main.id
  subnet_id         = aws_subnet.data[0].id
  port              = 9200
  allowed_cidrs     = local.search_clients
  allowed_group_ids = [aws_security_group.bastion.id]
}

module "reports" {
  source = "./modules/service"

  name          = "reports"
  vpc_id        = aws_vpc.main.id
  subnet_id     = aws_subnet.data[1].id
  port          = 3000
  allowed_cidrs = var.reports_cidrs
}
