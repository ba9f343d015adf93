# Files for and from vendors, and the machine that builds releases.

resource "aws_security_group" "sftp" {
  name        = "sftp"
  description = "File exchange with vendors"
  vpc_id      = aws_vpc.main.id
}

resource "aws_security_group_rule" "vendor_sftp" {
  for_each = var.partner_cidrs

  security_group_id = aws_security_group.sftp.id
  type              = "ingress"
  description       = "SFTP: ${each.key}"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = [each.value]
}

resource "aws_network_interface" "sftp" {
  subnet_id       = aws_subnet.public[1].id
  private_ips     = ["10.20.1.40"]
  security_groups = [aws_security_group.sftp.id]
}

resource "aws_security_group" "build" {
  name        = "build"
  description = "Builds and releases"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "Temporary: shell from anywhere"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_instance" "build" {
  ami                    = var.ami_id
  instance_type          = "t3.large"
  subnet_id              = aws_subnet.public[1].id
  vpc_security_group_ids = [aws_security_group.build.id]
}
