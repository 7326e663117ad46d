#!/bin/sh
# DC/OS' own scripts for AWS ask version 1 of the metadata service, which these machines refuse. Replaces those
# that do by ours; any other script of the cluster stays. Runs after pkgpanda has unpacked DC/OS, and at each
# boot, for an upgrade of DC/OS unpacks them anew.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"

replace() { # SCRIPT OURS
  for file in "$ROOT"/opt/mesosphere/packages/dcos-config--setup_*/bin/"$1"; do
    [ -f "$file" ] || continue
    if ! grep -q 169.254.169.254 "$file" || grep -q X-aws-ec2-metadata-token "$file"; then continue; fi
    printf '#!/bin/sh\n# Asks version 2 of the instance metadata service, see there.\nexec %s\n' \
      "/opt/mesos-spark/boot/$2" | write "$file" 0755
    say "replaced $file"
  done
}

replace detect_ip detect-ip.sh
replace detect_fault_domain detect-fault-domain.sh
