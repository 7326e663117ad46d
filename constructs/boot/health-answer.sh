#!/bin/sh
# Tells over HTTP what health.sh saw: one request from standard input, one answer to standard output, 200 where the
# machine is healthy and was looked at lately, else 503. systemd starts it for each connection, without rights, and
# ends it when it takes too long. A request is only compared.
set -eu
LC_ALL=C
export LC_ALL
nl=$(printf '\n.')
nl=${nl%.}

main() {
  read_request
  # Words without patterns.
  set -f
  # shellcheck disable=SC2086
  set -- ${request%%"$nl"*}
  method=${1:-} path=${2:-}
  case $#,${3:-} in
    3,HTTP/1.*) ;;
    *) reply '400 Bad Request' 'wanted "GET / HTTP/1.1"' ;;
  esac
  case $method in
    GET | HEAD) ;;
    *) reply '405 Method Not Allowed' 'wanted GET or HEAD' ;;
  esac
  [ "${path%%\?*}" = / ] || reply '404 Not Found' 'wanted /'
  tell_health
}

# To the empty line, or what of it comes within some seconds. Closing a connection with something unread in it could
# take the answer back.
read_request() {
  request='' parts=0
  while [ "$parts" -lt 16 ]; do
    part=$(timeout 5 dd bs=4096 count=1 2>/dev/null | tr -d '\000\r'; echo .)
    [ "$part" != . ] || break
    request=$request${part%.} parts=$((parts + 1))
    case $request in *"$nl$nl"*) break ;; esac
  done
}

tell_health() {
  type=application/json code='503 Service Unavailable'
  run=${MESOS_SPARK_ROOT:-}/run/mesos-spark
  # What looks is itself fetched; this one is in user data.
  body=$(cat "$run/health.json" 2>/dev/null) || {
    fetch=$(sed -n 2p "$run/status/fetch" 2>/dev/null | tr -cd ' !#-[]-~')
    reply "$code" "{\"healthy\":false,\"reasons\":[\"health: this machine was not looked at yet\"${fetch:+,\"step fetch: $fetch\"}]}"
  }
  time=${body#*\"time\":}
  age=$(($(date +%s) - ${time%%,*}))
  # Seconds; a look takes place every 15.
  if [ "$age" -gt 60 ] || [ "$age" -lt -60 ]; then
    body="{\"healthy\":false,\"reasons\":[\"health: the last look was $age s ago; does a disk not answer?\"],$nl\"last\":$body}"
  fi
  case $body in '{"healthy":true,'*) code='200 OK' ;; esac
  reply "$code" "$body"
}

reply() {
  printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %s\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n' \
    "$1" "${type:-text/plain}" "$((${#2} + 1))"
  [ "$method" = HEAD ] || printf '%s\n' "$2"
  exit 0
}

main
