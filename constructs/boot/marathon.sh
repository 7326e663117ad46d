#!/bin/sh
# Brings up a machine that runs Marathon. What varies is in /etc/mesos-spark/marathon-host.env.
#
#   marathon.sh install   once, at first boot: the user and the service
#   marathon.sh fetch     before every start of the service: Java, Mesos' library, Marathon, secret, address
#
# MESOS_SPARK_ROOT is put before every path, so that the script can be run alone and without root.
set -eu

root=${MESOS_SPARK_ROOT:-}
run=$root/run/mesos-spark-marathon
tries=${MESOS_SPARK_TRIES:-30}
pause=${MESOS_SPARK_PAUSE_SECONDS:-5}
user=mesos-spark-marathon
umask 022

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
  elif command -v yum >/dev/null; then
    yum --assumeyes install "$@"
  elif command -v apt-get >/dev/null; then
    apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@"
  else
    log "found no dnf, yum or apt-get and wanted one of them to install: $*; use an image that has them"
    return 1
  fi
}

# Amazon Linux 2023 calls it so, the others otherwise.
aws_tools() {
  packages awscli-2 || packages "$1"
}

install() {
  id "$user" >/dev/null 2>&1 || useradd --system --no-create-home --shell /sbin/nologin "$user"
  systemctl daemon-reload
  systemctl enable mesos-spark-marathon.service
  # Not waited for: the first start fetches, and tries again for as long as it takes.
  systemctl start --no-block mesos-spark-marathon.service
}

# archive URL SHA256 FOLDER: what is one folder down in it becomes the folder, whole or not at all.
archive() {
  new=$3.new
  rm -rf "$new"
  mkdir -p "$new"
  curl -fsSL --connect-timeout 20 --max-time 900 -o "$new/archive" "$1" || return 1
  if ! echo "$2  $new/archive" | sha256sum -c - >/dev/null 2>&1; then
    log "$1: found other bytes than the checksum $2 says"
    rm -rf "$new"
    return 1
  fi
  tar -xf "$new/archive" -C "$new" --strip-components=1 || return 1
  rm -f "$new/archive"
  echo "$2" >"$new/.sha256"
  rm -rf "$3"
  mv "$new" "$3"
}

# The same folder of the same archive is left as it is.
archived() {
  [ "$(cat "$3/.sha256" 2>/dev/null)" = "$2" ] || retry archive "$1" "$2" "$3"
}

fetch_mesos() {
  if [ -n "${MESOS_ARCHIVE_URL:-}" ]; then
    archived "$MESOS_ARCHIVE_URL" "$MESOS_ARCHIVE_SHA256" "$root$MESOS_HOME"
  elif ! [ -e "$root/usr/lib/libmesos.so" ]; then
    retry packages "$MESOS_PACKAGE"
    # The package starts a master and an agent by itself.
    systemctl disable --now mesos-master.service mesos-slave.service || :
  fi
}

fetch_marathon() {
  if [ -n "${SERVER_ARCHIVE_URL:-}" ]; then
    archived "$SERVER_ARCHIVE_URL" "$SERVER_ARCHIVE_SHA256" "$root/opt/marathon"
    # Up to 1.5 the program has this name.
    [ -e "$root/opt/marathon/bin/marathon" ] || ln -s start "$root/opt/marathon/bin/marathon"
  elif ! [ -x "$root/usr/bin/marathon" ]; then
    retry packages "$SERVER_PACKAGE"
    # The package starts one of its own, with other settings.
    systemctl disable --now marathon.service || :
  fi
}

fetch_secret() {
  (umask 077 && aws secretsmanager get-secret-value --region "$AWS_REGION" --secret-id "$SERVER_SECRET" \
    --query SecretString --output text | tr -d '\n' >"$run/secret.new") || return 1
  [ -s "$run/secret.new" ] || return 1
  chown "$user" "$run/secret.new"
  mv -f "$run/secret.new" "$run/secret"
}

# The address, by the instance metadata service, version 2 only. Peers and masters connect to it.
identity() {
  token=$(curl -fsS --noproxy '*' --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' \
    http://169.254.169.254/latest/api/token) || return 1
  address=$(curl -fsS --noproxy '*' --max-time 5 -H "X-aws-ec2-metadata-token: $token" \
    http://169.254.169.254/latest/meta-data/local-ipv4) || return 1
  [ -n "$address" ] || return 1
  printf 'LIBPROCESS_IP=%s\nMARATHON_HOSTNAME=%s\n' "$address" "$address" >"$run/identity.env.new"
  mv -f "$run/identity.env.new" "$run/identity.env"
}

fetch() {
  set -a
  # shellcheck source=/dev/null
  . "$root/etc/mesos-spark/marathon-host.env"
  set +a
  mkdir -p "$run"
  command -v java >/dev/null || retry packages "$JAVA_PACKAGE"
  fetch_mesos
  fetch_marathon
  if [ -n "${SERVER_SECRET:-}" ]; then
    command -v aws >/dev/null || retry aws_tools awscli
    retry fetch_secret secret
  fi
  retry identity address
}

case ${1:-} in
  install) install ;;
  fetch) fetch ;;
  *)
    echo "usage: $0 install|fetch" >&2
    exit 2
    ;;
esac
