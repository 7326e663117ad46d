#!/bin/sh
# Brings up a machine of the operator. What varies is in /etc/mesos-spark/operator.env.
#
#   operator.sh install   once, at first boot: Node, the AWS command line, the service
#   operator.sh fetch     before every start of the service: the bundle, the certificates
#
# MESOS_SPARK_ROOT is put before every path, so that the script can be run alone and without root.
set -eu

root=${MESOS_SPARK_ROOT:-}
etc=$root/etc/mesos-spark
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
      log "failed $try times, gave up: $1 $2"
      return 1
    fi
    log "failed, try $try of $tries: $1 $2"
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

install_tools() {
  command -v node >/dev/null || retry packages nodejs22
  command -v aws >/dev/null || retry packages awscli-2
}

start_service() {
  systemctl daemon-reload
  systemctl enable mesos-spark-operator.service
  # Not waited for: the first start fetches, and tries again for as long as it takes.
  systemctl start --no-block mesos-spark-operator.service
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

fetch_certificates() {
  new=$etc/.ca.pem.new
  aws secretsmanager get-secret-value --secret-id "$MESOS_SPARK_CA_SECRET" \
    --query SecretString --output text >"$new" || return 1
  chmod 0644 "$new"
  mv -f "$new" "$etc/ca.pem"
}

fetch() {
  # The service's unit hands the variables over; alone, the script reads them itself.
  if [ -z "${MESOS_SPARK_BUNDLE_URL:-}" ]; then
    set -a
    # shellcheck source=/dev/null
    . "$etc/operator.env"
    set +a
  fi
  mkdir -p "$opt" "$etc"
  bundle_is_good "$opt/mesos-spark.cjs" || retry fetch_bundle bundle
  [ -z "${MESOS_SPARK_CA_SECRET:-}" ] || retry fetch_certificates certificates
}

case ${1:-} in
  install)
    install_tools
    start_service
    ;;
  fetch) fetch ;;
  *)
    echo "usage: $0 install|fetch" >&2
    exit 2
    ;;
esac
