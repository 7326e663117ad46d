#!/bin/sh
# Tells over HTTP what health.sh saw: one request from standard input, one answer to standard output. systemd starts
# it for each connection, without rights, and ends it when it takes too long. A request is only compared.
#
#   GET /          200 where the machine is healthy and was looked at lately, else 503; JSON
#   GET /metrics   200; for Prometheus
set -eu
LC_ALL=C
export LC_ALL
seen=${MESOS_SPARK_ROOT:-}/run/mesos-spark/health
# Seconds; a look takes place every 15.
OLD=60
nl=$(printf '\n.')
nl=${nl%.}

main() {
  read_request
  # Words without patterns.
  set -f
  # shellcheck disable=SC2086
  set -- ${request%%"$nl"*}
  method=${1:-} path=${2:-} version=${3:-}
  case $#,$version in
    3,HTTP/1.*) ;;
    *) reply '400 Bad Request' 'found no request, wanted "GET / HTTP/1.1"' ;;
  esac
  case $method in
    GET | HEAD) ;;
    *) reply '405 Method Not Allowed' 'found another method, wanted GET or HEAD' "Allow: GET, HEAD" ;;
  esac
  case ${path%%\?*} in
    /) tell_health ;;
    /metrics)
      load prom
      reply '200 OK' "$body" 'Content-Type: text/plain; version=0.0.4'
      ;;
    *) reply '404 Not Found' 'found another path, wanted / or /metrics' ;;
  esac
}

# To the empty line, or what of it comes within some seconds. Closing a connection with something unread in it could
# take the answer back.
read_request() {
  request='' parts=0
  while [ "$parts" -lt 16 ]; do
    part=$(timeout 5 dd bs=4096 count=1 2>/dev/null | tr -d '\000\r'; echo .)
    [ "$part" != . ] || break
    request=$request${part%.} parts=$((parts + 1))
    case $request in *"$nl$nl"*) return 0 ;; esac
  done
  case $request in
    *"$nl"*) ;;
    *) reply '408 Request Timeout' 'found no whole request in time, wanted "GET / HTTP/1.1"' ;;
  esac
}

json='Content-Type: application/json'

# load KIND: sets $body.
load() {
  body=$(cat "$seen.$1" 2>/dev/null) || reply '503 Service Unavailable' \
    '{"healthy":false,"reasons":["health: this machine was not looked at yet"]}' "$json"
}

tell_health() {
  load json
  time=${body#*\"time\":}
  age=$(($(date +%s) - ${time%%,*}))
  if [ "$age" -gt "$OLD" ] || [ "$age" -lt "-$OLD" ]; then
    reply '503 Service Unavailable' "{\"healthy\":false,\"reasons\":[\"health: the last look was $age s ago; where the next \
one hangs, a disk may not answer: systemctl status mesos-spark-health.service\"],$nl\"last\":$body}" "$json"
  fi
  case $body in
    '{"healthy":true,'*) reply '200 OK' "$body" "$json" ;;
    *) reply '503 Service Unavailable' "$body" "$json" ;;
  esac
}

# reply STATUS BODY HEADER
reply() {
  printf 'HTTP/1.1 %s\r\n%s\r\nContent-Length: %s\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n' \
    "$1" "${3:-Content-Type: text/plain}" "$((${#2} + 1))"
  [ "${method:-}" = HEAD ] || printf '%s\n' "$2"
  exit 0
}

main
