#!/bin/sh
# Brings the scripts of the boot from their bucket, where this machine does not have them yet: at the first boot of
# an image that does not hold them. User data has no room for all of them. They are of the very version that made
# the user data: the checksum of their checksums is in the settings.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=aws.sh
. "$here/aws.sh"
before=$(sed -n 1p "$ROOT/run/mesos-spark/status/fetch" 2>/dev/null) || :
begin

folder=$ROOT/opt/mesos-spark/boot

main() {
  if whole "$folder"; then
    say 'the boot scripts are there'
    return 0
  fi
  have openssl || fail 'found no openssl, wanted it to sign the request for the boot scripts; take an image that has' \
    'it, or one that holds the scripts (mesos-spark image)'
  retry "${MESOS_SPARK_ATTEMPTS:-20}" - fetch || fail "found no way to get $BOOT_SCRIPTS_URL: $reason;" \
    'wanted a route to S3 and the role of this machine to read it; after mending that: systemctl start' \
    'mesos-spark-fetch.service, or start the machine again'
  say 'fetched the boot scripts'
  # What waited for an earlier run of this boot was given up with it. The look at health starts this one again.
  case $before in running | failed) change systemctl start --no-block multi-user.target ;; esac
}

whole() {
  (cd "$1" && echo "$BOOT_SCRIPTS_DIGEST  SHA256SUMS" | sha256sum -c --status && sha256sum -c --status SHA256SUMS) \
    2>/dev/null
}

# The archive is a shell script that writes the files; its name is its checksum.
fetch() {
  new=$folder.new
  archive=$new/archive
  rm -rf "$new"
  mkdir -p "$new"
  answer=$(aws_request s3 GET "$BOOT_SCRIPTS_URL" '' --connect-timeout 20 --max-time 120 -w '%{http_code}' \
    -o "$archive.gz" 2>&1) || answer="${answer:-no role in the metadata}"
  name=${BOOT_SCRIPTS_URL##*/}
  if [ "$answer" != 200 ]; then
    reason="found the answer $answer$(head -c 300 "$archive.gz" 2>/dev/null | tr -d '\000\n')"
  elif ! echo "${name%%.*}  $archive.gz" | sha256sum -c --status; then
    reason='found other bytes than its name says'
  elif ! gzip -dc "$archive.gz" >"$archive" || ! sh "$archive" "$new" || ! whole "$new"; then
    reason='found other scripts in it than the settings say'
  else
    rm "$archive" "$archive.gz"
    chmod 0755 "$new"/*.sh
    # What user data brought is replaced, and never brought again.
    sync
    # The checksums last: with them the scripts are whole.
    mv -f "$new"/*.sh "$folder/" && mv -f "$new/SHA256SUMS" "$folder/" && rm -r "$new"
    return 0
  fi
  say "$reason"
  status running "$reason"
  return 1
}

main
