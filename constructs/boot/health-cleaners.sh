# shellcheck shell=sh disable=SC2154
# Whether the cleaners of shuffle services live, for health.sh, which sources it. Every five minutes, and for each
# new process.
# shellcheck source=shuffle-cleaner.sh
. "$here/shuffle-cleaner.sh"

nl=$(printf '\n.')
nl=${nl%.}
cleaners=$(cat "$run/cleaners" 2>/dev/null) || :
[ "${cleaners%%"$nl"*}" = "$((now / 300))" ] || cleaners=$((now / 300))
for inode in $(printf '%s\n' "$net" | sed -n 's/^.* true .* //p'); do
  case $cleaners in
    *"$nl$inode "*) ;;
    *)
      found=$(cleaner "$inode")
      # Where the janitor cleans, whether the service's own cleaner lives is nobody's business.
      case $found in off | none) found=unknown ;; esac
      cleaners="$cleaners$nl$inode $found"
      ;;
  esac
done
printf '%s\n' "$cleaners" | write "$run/cleaners" 0644
