#!/bin/sh
# DC/OS' own scripts for AWS ask version 1 of the metadata service, which these machines refuse. Replaces those
# that do by ours; any other script of the cluster stays. Runs after pkgpanda has unpacked DC/OS, at each boot, and
# when the agent ends: an upgrade of DC/OS unpacks them anew, and an agent without an address does not start.
set -eu
here=${0%/*}
# shellcheck source=lib.sh
. "$here/lib.sh"

for file in "$ROOT"/opt/mesosphere/packages/dcos-config--setup_*/bin/detect_*; do
  [ -f "$file" ] || continue
  if ! grep -q 169.254.169.254 "$file" || grep -q X-aws-ec2-metadata-token "$file"; then continue; fi
  case ${file##*/} in
    detect_fault_domain) ours=detect-fault-domain.sh ;;
    detect_ip6) ours='detect-ip.sh ipv6' ;;
    # Without a script of its own the public address is the private one: gen/calc.py.
    *) if grep -q public- "$file"; then ours='detect-ip.sh public-ipv4'; else ours=detect-ip.sh; fi ;;
  esac
  # A name of its own: at a boot the resources and DC/OS' set-up may both run this.
  printf '#!/bin/sh\n# Asks version 2 of the instance metadata service, see there.\nexec %s\n' \
    "/opt/mesos-spark/boot/$ours" >"$file.$$"
  chmod 0755 "$file.$$"
  mv -f "$file.$$" "$file"
  say "replaced $file"
done
