resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_security_group" "report" {
  name        = "report"
  description = "Report server"
  vpc_id      = aws_vpc.main.id
}

resource "aws_instance" "report" {
  ami                    = var.image
  instance_type          = "t3.small"
  vpc_security_group_ids = [aws_security_group.report.id]
}
