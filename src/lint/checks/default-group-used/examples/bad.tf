resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_instance" "report" {
  ami                    = var.image
  instance_type          = "t3.small"
  vpc_security_group_ids = [aws_vpc.main.default_security_group_id]
}
