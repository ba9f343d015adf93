variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_id" {
  type = string
}

variable "port" {
  type = number
}

variable "allowed_cidrs" {
  type    = list(string)
  default = []
}

variable "allowed_group_ids" {
  type    = list(string)
  default = []
}
