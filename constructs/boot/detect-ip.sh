#!/bin/sh
# detect-ip.sh [KIND]: the private address of this machine, its `public-ipv4` or its `ipv6`, from the instance metadata
# service, version 2.
set -eu
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.sh
. "$here/lib.sh"
imds "meta-data/${1:-local-ipv4}"
echo
