resource "aws_security_group" "build" {
  name        = "build"
  description = "Build machines"
  vpc_id      = var.vpc_id
}

resource "aws_codebuild_project" "shop" {
  name         = "shop"
  service_role = var.role

  vpc_config {
    vpc_id             = var.vpc_id
    subnets            = var.subnets
    security_group_ids = [aws_security_group.build.id]
  }
}
