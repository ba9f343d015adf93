locals {
  app_subnets = ["10.20.10.0/24", "10.20.11.0/24"]

  payment_callbacks = [
    "198.51.100.128/28", # live
    "198.51.100.160/28", # sandbox
  ]

  # The peered VPC searched too, before it had an index of its own.
  search_clients = concat(local.app_subnets, ["10.64.0.0/16"])
}
