#!/bin/sh
# Region and zone of this machine as Mesos' JSON, from the instance metadata service, version 2.
set -eu
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.sh
. "$here/lib.sh"
region=$(imds meta-data/placement/region)
zone=$(imds meta-data/placement/availability-zone)
printf '{"fault_domain":{"region":{"name":"aws/%s"},"zone":{"name":"aws/%s"}}}\n' "$region" "$zone"
