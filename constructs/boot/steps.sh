#!/bin/sh
# steps.sh NAME...: runs steps in a row, each in a shell of its own, until one does not succeed. One program of its
# unit in place of several: systemd takes longer to start one than most steps take.
set -eu
here=${0%/*}
# At systemd's limit the step that runs tells so first.
trap 'exit 143' TERM
for step in "$@"; do
  # shellcheck source=/dev/null
  (. "$here/$step.sh")
done
