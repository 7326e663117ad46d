#!/bin/sh
# Brings up a machine that submits to the cluster. What varies is in /etc/mesos-spark/client.env, and the one command
# in /opt/mesos-spark/boot/install-spark.sh. It can be run again at any time.
#
# MESOS_SPARK_ROOT is put before every path, so that the script can be run alone and without root.
set -eu

root=${MESOS_SPARK_ROOT:-}
opt=$root/opt/mesos-spark
tries=${MESOS_SPARK_TRIES:-30}
pause=${MESOS_SPARK_PAUSE_SECONDS:-5}

log() {
  echo "mesos-spark: $*" >&2
}

# Runs a command until it succeeds; mirrors, roles and buckets are not always there at first boot.
retry() {
  try=1
  until "$@"; do
    if [ "$try" -ge "$tries" ]; then
      log "failed $try times, gave up: $*"
      return 1
    fi
    log "failed, try $try of $tries: $*"
    try=$((try + 1))
    sleep "$pause"
  done
}

packages() {
  if command -v dnf >/dev/null; then
    dnf --assumeyes install "$@"
  else
    log "found no dnf and wanted it to install: $*; use an image that has them, or Amazon Linux 2023"
    return 1
  fi
}

bundle_is_good() {
  [ -f "$1" ] && echo "$MESOS_SPARK_BUNDLE_SHA256  $1" | sha256sum --check --status
}

fetch_bundle() {
  new=$opt/.mesos-spark.cjs.new
  rm -f "$new"
  aws s3 cp --only-show-errors "$MESOS_SPARK_BUNDLE_URL" "$new" || return 1
  if ! bundle_is_good "$new"; then
    log "$MESOS_SPARK_BUNDLE_URL: found other bytes than the checksum $MESOS_SPARK_BUNDLE_SHA256 says"
    rm -f "$new"
    return 1
  fi
  chmod 0755 "$new"
  mv -f "$new" "$opt/mesos-spark.cjs"
}

set -a
# shellcheck source=/dev/null
. "$root/etc/mesos-spark/client.env"
set +a

command -v node >/dev/null || retry packages nodejs22
command -v aws >/dev/null || retry packages awscli-2
command -v java >/dev/null || retry packages "$MESOS_SPARK_JAVA_PACKAGE"
mkdir -p "$opt" "$root/usr/local/bin"
bundle_is_good "$opt/mesos-spark.cjs" || retry fetch_bundle
ln -sfn /opt/mesos-spark/mesos-spark.cjs "$root/usr/local/bin/mesos-spark"
retry sh "$opt/boot/install-spark.sh"
