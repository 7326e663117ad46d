# shellcheck shell=sh
# Requests to AWS, signed by Signature Version 4 with the role of this machine: few images have AWS' own command,
# and curl signs for S3 only in its younger versions. Sourced after lib.sh.

# aws_request SERVICE METHOD URL BODY CURL_OPTION...: what AWS answers goes to standard output. The URL has no
# query and a path that needs no escapes. Of another region than the machine's where $aws_region says so.
aws_request() {
  service=$1
  method=$2
  url=$3
  body=$4
  shift 4
  role=$(imds meta-data/iam/security-credentials/) &&
    region=${aws_region:-$(imds meta-data/placement/region)} &&
    credentials=$(imds "meta-data/iam/security-credentials/$role") || return 1
  host=${url#*://}
  path=/${host#*/}
  host=${host%%/*}
  token=$(credential Token)
  time=$(date -u +%Y%m%dT%H%M%SZ)
  digest=$(hash "$body")
  headers='host;x-amz-content-sha256;x-amz-date;x-amz-security-token'
  request=$(printf '%s\n%s\n\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\nx-amz-security-token:%s\n\n%s\n%s' \
    "$method" "$path" "$host" "$digest" "$time" "$token" "$headers" "$digest")
  scope=${time%T*}/$region/$service/aws4_request
  key=key:AWS4$(credential SecretAccessKey)
  for part in "${time%T*}" "$region" "$service" aws4_request; do key=hexkey:$(hmac "$key" "$part"); done
  signature=$(hmac "$key" "$(printf 'AWS4-HMAC-SHA256\n%s\n%s\n%s' "$time" "$scope" "$(hash "$request")")")
  # By standard input: others may see the arguments of a process.
  printf 'header = "%s"\n' "x-amz-content-sha256: $digest" "x-amz-date: $time" "x-amz-security-token: $token" \
    "authorization: AWS4-HMAC-SHA256 Credential=$(credential AccessKeyId)/$scope, SignedHeaders=$headers, Signature=$signature" |
    curl -sS -K - -X "$method" "$@" "$url"
}

credential() { printf '%s' "$credentials" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

hash() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

# The key is seen for a moment by whoever lists processes; every task on this machine may ask for it anyway.
hmac() { printf '%s' "$2" | openssl dgst -sha256 -mac HMAC -macopt "$1" | sed 's/.* //'; }
