#!/bin/sh
# Tells the auto scaling group that this machine has become an agent: until then the group's launch hook holds the
# machine back, and replaces it when the hook's time is over. It tells this once. Nothing is told early of a step
# that failed: people have that time to look, and a fault of all machines then costs few of them.
#
# The group has the name of the machine's role, which the metadata service knows. The request is signed here, by
# Signature Version 4, for few images have AWS' own command.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=identity.sh
. "$here/identity.sh"
begin

marker=$ROOT/var/lib/mesos-spark/launched
pause=${MESOS_SPARK_PAUSE_SECONDS:-10}

main() {
  identify
  line_of "$marker"
  if [ "$line" = "$instance" ]; then return 0; fi
  status running 'the agent is not registered yet'
  beat=$(date +%s)
  until registered; do
    keep_waiting
    sleep "$pause"
  done
  misses=0
  until tell CompleteLifecycleAction '&LifecycleActionResult=CONTINUE'; do
    case $answer in *'No active Lifecycle Action'*) misses=$((misses + 1)) ;; esac
    # A machine is registered before its group waits for it, or nobody waits, or not for this one.
    if [ "$misses" -ge 3 ]; then break; fi
    status running "the group was not told: $answer"
    sleep "$((pause * 2))"
  done
  if [ "$misses" -ge 3 ]; then say 'nobody waits for this machine'; else say 'the machine is in service'; fi
  echo "$instance" | write "$marker" 0644
}

registered() {
  grep -qs '"agent":{"registered":true' "$ROOT/run/mesos-spark/health.json"
}

# While the platform is being installed, the hook's time starts anew every five minutes.
keep_waiting() {
  line_of "$ROOT/run/mesos-spark/status/$INSTALL_STEP"
  now=$(date +%s)
  if [ "$line" != running ] || [ $((now - beat)) -lt 300 ]; then return 0; fi
  beat=$now
  tell RecordLifecycleActionHeartbeat '' || say "no heartbeat: $answer"
}

# tell ACTION PARAMETERS: sets $answer.
tell() {
  answer='found no role, region or credentials in the metadata'
  role=$(imds meta-data/iam/security-credentials/) && region=$(imds meta-data/placement/region) &&
    domain=$(imds meta-data/services/domain) &&
    credentials=$(imds "meta-data/iam/security-credentials/$role") || return 1
  url=${AWS_ENDPOINT_URL:-https://autoscaling.$region.$domain}
  host=${url#*://}
  token=$(credential Token)
  time=$(date -u +%Y%m%dT%H%M%SZ)
  body="Action=$1&Version=2011-01-01&AutoScalingGroupName=$role&LifecycleHookName=$LAUNCH_HOOK&InstanceId=$instance$2"
  headers='content-type;host;x-amz-date;x-amz-security-token'
  type=application/x-www-form-urlencoded
  request=$(printf 'POST\n/\n\ncontent-type:%s\nhost:%s\nx-amz-date:%s\nx-amz-security-token:%s\n\n%s\n%s' \
    "$type" "$host" "$time" "$token" "$headers" "$(hash "$body")")
  scope=${time%T*}/$region/autoscaling/aws4_request
  key=key:AWS4$(credential SecretAccessKey)
  for part in "${time%T*}" "$region" autoscaling aws4_request; do key=hexkey:$(hmac "$key" "$part"); done
  signature=$(hmac "$key" "$(printf 'AWS4-HMAC-SHA256\n%s\n%s\n%s' "$time" "$scope" "$(hash "$request")")")
  # By standard input: others may see the arguments of a process.
  answer=$(printf 'header = "%s"\n' "content-type: $type" "x-amz-date: $time" "x-amz-security-token: $token" \
    "authorization: AWS4-HMAC-SHA256 Credential=$(credential AccessKeyId)/$scope, SignedHeaders=$headers, Signature=$signature" |
    curl -sS --max-time 30 -w ' %{http_code}' -K - -d "$body" "$url/" 2>&1) || return 1
  case $answer in *' 200') ;; *) return 1 ;; esac
}

credential() { printf '%s' "$credentials" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

hash() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

# The key is seen for a moment by whoever lists processes; every task on this machine may ask for it anyway.
hmac() { printf '%s' "$2" | openssl dgst -sha256 -mac HMAC -macopt "$1" | sed 's/.* //'; }

main
