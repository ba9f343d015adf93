# How people reach the machines: the bastion, and the group "ops" on every server.

resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Shell access for the staff"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "bastion_ssh" {
  count = length(var.office_cidrs)

  security_group_id = aws_security_group.bastion.id
  description       = "Shell from the office"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.office_cidrs[count.index]
}

resource "aws_vpc_security_group_egress_rule" "bastion_ssh" {
  security_group_id = aws_security_group.bastion.id
  description       = "Shell"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.vpc_cidr
}

resource "aws_vpc_security_group_egress_rule" "bastion_ping" {
  security_group_id = aws_security_group.bastion.id
  description       = "Ping"
  ip_protocol       = "icmp"
  from_port         = -1
  to_port           = -1
  cidr_ipv4         = var.vpc_cidr
}

resource "aws_vpc_security_group_egress_rule" "bastion_database" {
  security_group_id            = aws_security_group.bastion.id
  description                  = "Repairs by hand"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_instance" "bastion" {
  ami                    = var.ami_id
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public[0].id
  vpc_security_group_ids = [aws_security_group.bastion.id]
}

resource "aws_security_group" "ops" {
  name        = "ops"
  description = "What every server needs"
  vpc_id      = aws_vpc.main.id

  ingress {
    description     = "Shell from the bastion"
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    security_groups = [aws_security_group.bastion.id]
  }

  ingress {
    description = "Ping"
    from_port   = -1
    to_port     = -1
    protocol    = "icmp"
    cidr_blocks = [var.vpc_cidr]
  }

  egress {
    description      = "Package mirrors"
    from_port        = 80
    to_port          = 80
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  egress {
    description = "Syslog"
    from_port   = 514
    to_port     = 514
    protocol    = "udp"
    cidr_blocks = ["10.64.0.10/32"]
  }
}

# A VPN that was taken down; nothing has the group any more.
resource "aws_security_group" "legacy_vpn" {
  name        = "legacy-vpn"
  description = "Old VPN gateway"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "IKE"
    from_port   = 500
    to_port     = 500
    protocol    = "udp"
    cidr_blocks = ["198.51.100.240/28"]
  }
}
