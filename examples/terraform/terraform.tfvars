office_cidrs = [
  "203.0.113.64/28", # the first office, left in spring
  "203.0.113.0/28",
]

partner_cidrs = {
  ledgerline = "198.51.100.16/29"
  parcelpost = "198.51.100.64/28"
}

reporting_cidrs = {
  warehouse = "10.64.8.0/24"
  legacy_bi = "10.64.9.0/24"
}

reports_cidrs = ["10.64.8.0/24", "10.64.30.0/24"]

s3_prefix_list_id = "pl-63a5400a"
