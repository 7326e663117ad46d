#!/bin/sh
# The private address of this machine, from the instance metadata service, version 2.
set -eu
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.sh
. "$here/lib.sh"
imds meta-data/local-ipv4
echo
