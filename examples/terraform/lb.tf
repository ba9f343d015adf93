# The shop's front door: an application load balancer, IPv4 and IPv6.

resource "aws_security_group" "lb" {
  name        = "lb"
  description = "Load balancer of the shop"
  vpc_id      = aws_vpc.main.id

  ingress {
    description      = "The shop"
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  ingress {
    description = "Redirect to HTTPS"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "Callbacks of the payment provider"
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = local.payment_callbacks
  }

  egress {
    description = "Web servers"
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = local.app_subnets
  }
}

resource "aws_lb" "web" {
  name               = "shop"
  load_balancer_type = "application"
  ip_address_type    = "dualstack"
  security_groups    = [aws_security_group.lb.id]
  subnets            = aws_subnet.public[*].id
}
