# No ingress, no egress: whatever is started without a group can talk to nobody.
resource "aws_default_security_group" "main" {
  vpc_id = var.vpc_id
}
