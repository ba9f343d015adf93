resource "aws_security_group" "web" {
  name        = "web"
  description = "Web servers"

  ingress {
    description = "Host bits are set: 10.0.0.0/8 is meant"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.1.2.3/8"]
  }

  ingress {
    description = "No peer: nobody is let in"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
  }

  egress {
    description = "Protocol -1 takes no ports"
    from_port   = 443
    to_port     = 443
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
