# shellcheck shell=sh disable=SC2154,SC2034
# What a folder of the file system may hold at most, by project quotas. Sourced by storage.sh.

# limit_shares MOUNT: STORAGE_SHARES holds words "PROJECT:FOLDER:LIMIT", the limit as 40% or in KiB. What is made
# in a folder of a project belongs to it; a tree is walked only where its folder does not belong to it yet.
limit_shares() {
  need xfs_quota xfsprogs
  total=$(df -P -k "$1" | awk 'NR == 2 { print $2 }')
  for share in $STORAGE_SHARES; do
    project=${share%%:*}
    limit=${share##*:}
    folder=${share#*:}
    folder=${folder%:*}
    case $limit in *%) limit=$((total * ${limit%\%} / 100)) ;; esac
    if [ "$limit" -gt "$total" ]; then say "found a share of $limit KiB for $folder, more than the $total there are"; fi
    mkdir -p "$1/$folder"
    if [ "$(xfs_io -r -c lsproj "$1/$folder" 2>/dev/null || :)" != "projid = $project" ]; then
      quota "$1" "project -s -p $1/$folder $project"
    fi
    quota "$1" "limit -p bhard=${limit}k $project"
    say "$folder may hold $limit KiB"
  done
}

# -f: for ext4 as well; xfsprogs before 4.8 know no such option. No files of projects: they are given here.
quota() {
  foreign=-f
  if [ "$STORAGE_FILE_SYSTEM" = xfs ]; then foreign=; fi
  if dry; then
    change xfs_quota -x ${foreign:+"$foreign"} -c "$2" "$1"
  else
    said=$(xfs_quota -x ${foreign:+"$foreign"} -D /dev/null -P /dev/null -c "$2" "$1" 2>&1) ||
      fail "found that project quotas do not work on $device: $said; take a kernel that has them for this file" \
        'system, or leave shares out'
  fi
}
