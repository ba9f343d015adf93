resource "aws_security_group" "web" {
  name        = "web"
  description = "Web servers"

  ingress {
    description = "Networks of the company"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    description = "Networks of the company"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
