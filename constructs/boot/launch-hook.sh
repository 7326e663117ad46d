#!/bin/sh
# Tells the auto scaling group that this machine has become an agent: until then the group's launch hook holds the
# machine back, and replaces it when the hook's time is over. It tells this once. Nothing is told early of a step
# that failed: people have that time to look, and a fault of all machines then costs few of them.
#
# The group has the name of the machine's role, which the metadata service knows.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=identity.sh
. "$here/identity.sh"
# shellcheck source=aws.sh
. "$here/aws.sh"
begin

marker=$ROOT/var/lib/mesos-spark/launched
pause=${MESOS_SPARK_PAUSE_SECONDS:-10}

main() {
  identify
  # Flatcar has no cloud-init, and Xen nothing in its firmware.
  case $instance in
    i-*) ;;
    *) instance=$(imds meta-data/instance-id) || fail 'found no id of this machine, wanted it from its metadata' ;;
  esac
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
    # A machine is registered before its group waits for it, or nobody waits, or not for this one. To ask for five
    # minutes costs nothing; to give up too early costs an agent and its data, when the hook's time is over.
    if [ "$misses" -ge 15 ]; then break; fi
    status running "the group was not told: $answer"
    sleep "$((pause * 2))"
  done
  if [ "$misses" -ge 15 ]; then say 'nobody waits for this machine'; else say 'the machine is in service'; fi
  echo "$instance" | write "$marker" 0644
}

registered() {
  grep -qs '"agent":{"registered":true' "$ROOT/run/mesos-spark/health.json"
}

# While the platform, or Spark, is being installed, the hook's time starts anew every five minutes.
keep_waiting() {
  now=$(date +%s)
  if [ $((now - beat)) -lt 300 ]; then return 0; fi
  for step in "$INSTALL_STEP" spark-install; do
    line_of "$ROOT/run/mesos-spark/status/$step"
    if [ "$line" != running ]; then continue; fi
    beat=$now
    tell RecordLifecycleActionHeartbeat '' || say "no heartbeat: $answer"
    return 0
  done
}

# tell ACTION PARAMETERS: sets $answer.
tell() {
  answer='found no role or region in the metadata'
  role=$(imds meta-data/iam/security-credentials/) && region=$(imds meta-data/placement/region) &&
    domain=$(imds meta-data/services/domain) || return 1
  body="Action=$1&Version=2011-01-01&AutoScalingGroupName=$role&LifecycleHookName=$LAUNCH_HOOK&InstanceId=$instance$2"
  answer=$(aws_request autoscaling POST "${AWS_ENDPOINT_URL:-https://autoscaling.$region.$domain}/" "$body" \
    --max-time 30 -d "$body" -w ' %{http_code}' 2>&1) || return 1
  case $answer in *' 200') ;; *) return 1 ;; esac
}

main
