"""The classic match of a CSV of addresses against the CIDRs of groups, as a straightforward script writes it.

    python3 bench/classic.py groups.json used_ips.csv out.csv
"""

import csv
import ipaddress
import json
import sys


def main(groups_file, addresses_file, output):
    with open(groups_file) as file:
        groups = json.load(file)
    with open(addresses_file) as file:
        addresses = {ipaddress.ip_address(row["pkt_srcaddr"]) for row in csv.DictReader(file)}
    rows = []
    for group in groups:
        for ranges in group["IpRanges"]:
            for cidr in ranges:
                try:
                    network = ipaddress.ip_network(cidr)
                except ValueError:
                    continue
                used = any(address in network for address in addresses)
                rows.append([group["GroupId"], group["GroupName"], cidr, "used" if used else "unused"])
    with open(output, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    print(sum(row[3] == "used" for row in rows), len(rows))


main(*sys.argv[1:])
