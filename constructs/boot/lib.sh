# shellcheck shell=sh
# What the steps share. Sourced by each of them, never run.
#
# MESOS_SPARK_ROOT=DIR      every path that is read or written lies under DIR; commands that change the machine
#                           are printed, not run
# MESOS_SPARK_CHANGE=yes    runs them all the same (for tests with commands of their own, or loop devices)

umask 022
ROOT=${MESOS_SPARK_ROOT:-}
ROOT=${ROOT%/}
# shellcheck disable=SC2034
SYS=${MESOS_SPARK_SYS:-$ROOT/sys}
# shellcheck disable=SC2034
DEV=${MESOS_SPARK_DEV:-$ROOT/dev}
# Of several in a row: steps.sh.
STEP=${step:-${0##*/}}
STEP=${STEP%.sh}
aside=.new

# A journal that was restarted, as DC/OS' installer does, must not end a step.
say() { printf 'mesos-spark %s: %s\n' "$STEP" "$*" || :; }

# Ends the step. The unit that runs it sends both streams to the journal and to the console.
fail() {
  failed "$*"
  exit 1
}

# What a step says at its end may go on with $hint.
failed() {
  status failed "$*${hint:+; $hint}"
  printf 'mesos-spark %s: FAILED: %s\n' "$STEP" "$*${hint:+; $hint}" >&2 || :
}

# status STATE [REASON]: how the step stands, for health.sh: running, ok or failed in the first line.
status() {
  state=$1
  shift
  state_file=$ROOT/run/mesos-spark/status/$STEP
  [ -d "${state_file%/*}" ] || mkdir -p "${state_file%/*}"
  # Whatever there is of it meanwhile is neither ok nor failed, so the first run in a boot needs no second file.
  [ -e "$state_file" ] || aside=
  printf '%s\n%s\n' "$state" "$*" >"$state_file$aside"
  [ -z "$aside" ] || mv -f "$state_file$aside" "$state_file"
}

# Called first by every step: its end, expected or not, is then known to whoever asks for the machine's health.
begin() {
  status running
  trap 'finish $?' EXIT
  # Of systemd's limit a step would otherwise not even say that it ran.
  trap 'gave_up="was ended before it was done: it took longer than its unit allows, or was stopped"; exit 143' TERM
  load_settings
}

finish() {
  if [ "$1" -eq 0 ]; then
    status ok
  elif [ "$(sed -n 1p "$state_file")" != failed ]; then
    [ -n "${gave_up:-}" ] ||
      gave_up="ended with status $1; the journal has its last words: journalctl -b | grep 'mesos-spark $STEP'"
    failed "$gave_up"
  fi
}

have() { command -v "$1" >/dev/null 2>&1; }

dry() { [ -n "$ROOT" ] && [ "${MESOS_SPARK_CHANGE:-no}" != yes ]; }

# Runs a command that changes the machine.
change() {
  if dry; then
    say "would run: $*"
  else
    "$@"
  fi
}

# What varies from group to group. A file of assignments, quoted for a shell and for systemd alike.
load_settings() {
  settings=$ROOT/etc/mesos-spark/agent.env
  [ -r "$settings" ] || fail "found no $settings, wanted the group's settings; cloud-init writes them"
  # shellcheck source=/dev/null
  . "$settings"
}

# retry ATTEMPTS SECONDS COMMAND...: each attempt is ended after SECONDS, and killed 10 later: package managers shut
# their ears while they write. `-` where the command is a function that sees to its own end and may say in $cause why it
# failed. The pauses between are 1, 2, 4 ... 60 seconds, each up to twice as long by $seed.
retry() {
  attempts=$1
  limit=$2
  shift 2
  attempt=1
  pause=1
  cause=
  seed
  while :; do
    if [ "$limit" = - ]; then
      if "$@"; then return 0; fi
    elif timeout -k 10 "$limit" "$@"; then
      return 0
    fi
    [ "$attempt" -lt "$attempts" ] || break
    wait=$((pause + seed % pause))
    say "attempt $attempt of $attempts did not succeed, again in $wait s: $*"
    sleep "$wait"
    attempt=$((attempt + 1))
    pause=$((pause * 2))
    [ "$pause" -le 60 ] || pause=60
  done
  gave_up="gave up after $attempts attempts: $*${cause:+: $cause}"
  say "$gave_up"
  return 1
}

# Sets $seed to a number that this machine has at every boot and others have not, so that hundreds of them that
# start at once do not ask one server at once.
seed() {
  [ -n "${seed:-}" ] ||
    seed=$(cat "$SYS/class/dmi/id/board_asset_tag" "$ROOT/etc/machine-id" 2>/dev/null | cksum | cut -d' ' -f1)
}

# spread SECONDS: waits for this machine's part of them.
spread() {
  seed
  if [ $((seed % $1)) -gt 0 ]; then sleep $((seed % $1)); fi
}

# download URL FILE SECONDS: the file is whole or not there.
download() {
  mkdir -p "${2%/*}"
  timeout "$3" curl -fsSL --connect-timeout 20 -o "$2.part" "$1" && mv -f "$2.part" "$2"
}

# write FILE MODE: standard input becomes the file, whole or not at all.
write() {
  [ -d "${1%/*}" ] || mkdir -p "${1%/*}"
  cat >"$1.new" && { [ "$2" = 0644 ] || chmod "$2" "$1.new"; } && mv -f "$1.new" "$1"
}

# put FILE TEXT: the same with a text, which takes no process.
put() {
  [ -d "${1%/*}" ] || mkdir -p "${1%/*}"
  printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"
}

# imds PATH: an answer of the instance metadata service, version 2 only.
imds() {
  imds_token=$(curl -fsS --noproxy '*' --max-time 5 --retry 5 --retry-delay 1 -X PUT \
    -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token) || return 1
  curl -fsS --noproxy '*' --max-time 5 --retry 5 --retry-delay 1 -H "X-aws-ec2-metadata-token: $imds_token" \
    "http://169.254.169.254/latest/$1"
}

# install_packages NAME...: by whatever package manager the system has.
install_packages() {
  if have dnf; then
    change retry 6 600 dnf -y -q install "$@"
  elif have yum; then
    change retry 6 600 yum -y -q install "$@"
  elif have apt-get; then
    change retry 10 - apt_install "$@"
  else
    fail "found no dnf, yum or apt-get, wanted one of them to install $*, or an image that has it"
  fi
}

# To `update`, a source that does not answer is a warning; and one that is gone must not matter to what others have.
# While the system itself updates, apt-get waits for no lock of its lists, and before Ubuntu 20.04 for none.
apt_install() {
  # What a restart or a time limit cut short; apt-get refuses everything until it is done.
  DEBIAN_FRONTEND=noninteractive timeout -k 10 600 dpkg --force-confold --configure -a || :
  timeout -k 10 300 apt-get -q update || :
  DEBIAN_FRONTEND=noninteractive timeout -k 10 900 apt-get -q -y -o DPkg::Lock::Timeout=240 \
    -o Dpkg::Options::=--force-confold install --no-install-recommends "$@"
}

# need COMMAND PACKAGE: installs the package unless the command is there.
need() {
  have "$1" || install_packages "$2"
}

# amzn, rhel or debian: which names packages have; flatcar, which has no packages.
family() {
  # shellcheck source=/dev/null
  id=$(exec 2>/dev/null && . "$ROOT/etc/os-release" && echo "${ID:-} ${ID_LIKE:-}") || id=
  case " $id " in
    *' amzn '*) echo amzn ;;
    *' rhel '* | *' centos '* | *' fedora '*) echo rhel ;;
    *' debian '* | *' ubuntu '*) echo debian ;;
    *' flatcar '* | *' coreos '*) echo flatcar ;;
    *) fail "found the system '$id', wanted Amazon Linux, a kin of RHEL, Ubuntu, or Flatcar" ;;
  esac
}
