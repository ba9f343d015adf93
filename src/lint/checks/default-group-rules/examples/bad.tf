resource "aws_default_security_group" "main" {
  vpc_id = var.vpc_id

  ingress {
    description = "Everything among its members"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    self        = true
  }
}
