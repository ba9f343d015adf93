resource "aws_vpc" "main" {
  cidr_block                       = var.vpc_cidr
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "public" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(var.vpc_cidr, 8, count.index)
  availability_zone = "${var.region}${["a", "b"][count.index]}"
}

resource "aws_subnet" "app" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = local.app_subnets[count.index]
  availability_zone = "${var.region}${["a", "b"][count.index]}"
}

resource "aws_subnet" "data" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(var.vpc_cidr, 8, 20 + count.index)
  availability_zone = "${var.region}${["a", "b"][count.index]}"
}

resource "aws_ec2_managed_prefix_list" "analysts" {
  name           = "analysts"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr        = "10.64.12.0/24"
    description = "Analysts, first floor"
  }

  entry {
    cidr        = "10.64.13.0/24"
    description = "Analysts, second floor"
  }
}
