variable "region" {
  type    = string
  default = "us-east-1"
}

variable "vpc_cidr" {
  type    = string
  default = "10.20.0.0/16"
}

variable "ami_id" {
  type    = string
  default = "ami-0123456789abcdef0"
}

variable "office_cidrs" {
  description = "Where the staff sit; ssh to the bastion."
  type        = list(string)
}

variable "partner_cidrs" {
  description = "Vendors that fetch or bring files over SFTP."
  type        = map(string)
}

variable "reporting_cidrs" {
  description = "Networks that read the database for reports."
  type        = map(string)
}

variable "reports_cidrs" {
  description = "Networks that open the reports pages."
  type        = list(string)
}

variable "s3_prefix_list_id" {
  description = "The AWS-managed prefix list of S3 in the region."
  type        = string
}

variable "monitoring_cidr" {
  description = "Where the new monitoring scrapes from. The pipeline sets it."
  type        = string
}
