#!/bin/sh
# Fetches the secrets by which Spark's applications and shuffle services know each other, from AWS Secrets Manager,
# with the role of this machine. Runs at each boot: they lie in memory only, in a file that is the Spark user's.
set -eu
here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=aws.sh
. "$here/aws.sh"
begin

folder=$ROOT/run/mesos-spark/spark-secrets
list=$folder/list

main() {
  # The folder is root's: whoever could write in it could lead this script elsewhere.
  mkdir -p "$folder"
  umask 077
  # What is there is kept until all of it has come: services that start meanwhile find theirs.
  : >"$list.new"
  for arn in $SPARK_SECRETS; do
    retry "${MESOS_SPARK_ATTEMPTS:-20}" - fetch_secret "$arn" ||
      fail "found no way to get the secret $arn: $cause; wanted a route to Secrets Manager and the role of this" \
        "machine to read it (and its key); after mending that: systemctl start $AGENT_UNIT"
  done
  change chown "$SPARK_UID" "$list.new"
  chmod 0400 "$list.new"
  mv -f "$list.new" "$list"
  say "has the secrets $SPARK_SECRETS"
}

# fetch_secret ARN: a line of the list, or $cause. The answer is never shown: it may hold the secret.
fetch_secret() {
  cause='no role, region or answer'
  name=$1
  aws_region=$(echo "$name" | cut -d: -f4)
  domain=$(imds meta-data/services/domain) || return 1
  body="{\"SecretId\":\"$name\"}"
  answer=$(aws_request secretsmanager POST "${AWS_ENDPOINT_URL:-https://secretsmanager.$aws_region.$domain}/" "$body" \
    --connect-timeout 20 --max-time 30 -H 'X-Amz-Target: secretsmanager.GetSecretValue' \
    -H 'Content-Type: application/x-amz-json-1.1' -d "$body" -w ' %{http_code}' 2>/dev/null) || return 1
  case $answer in
    *' 200') ;;
    *)
      cause="the answer ${answer##* } $(printf '%s' "$answer" | sed -n 's/.*"__type" *: *"\([A-Za-z.#]*\)".*/\1/p')"
      return 1
      ;;
  esac
  secret=$(printf '%s' "$answer" | tr -d '\n' | sed -n 's/.*"SecretString" *: *"\([^"\\]*\)".*/\1/p')
  case $secret in
    '' | *[!A-Za-z0-9+/=._~-]*) cause='other than letters, digits and +/=._~- in it, or nothing, or binary' ;;
    ????????????????*) cause= ;;
    *) cause="${#secret} characters" ;;
  esac
  [ -z "$cause" ] || fail "found in the secret $name $cause, wanted 16 or more letters, digits and +/=._~-"
  printf '%s %s\n' "$name" "$secret" >>"$list.new"
}

main
