resource "aws_security_group" "legacy_vpn" {
  name        = "legacy_vpn"
  description = "VPN that was replaced"
  vpc_id      = var.vpc_id
}
