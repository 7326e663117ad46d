import { type HealthCheck, NEVER_KILLS } from '../marathon/health-check';

/**
 * Where the launcher of a service says that its cleaner lives, so far as a shell fills it in: the shared directory
 * has the same path on the host, in images and for whoever checks, and of each port there is one service on a host.
 */
function markOf(sharedDirectory: string): string {
  return `${sharedDirectory}/.mesos-spark-shuffle-$PORT0`;
}

/** A check that says nothing but what the launcher has found out, and whether somebody still listens. */
export interface LaunchedCheck extends HealthCheck {
  readonly protocol: 'COMMAND';
  readonly command: { readonly value: string };
  readonly maxConsecutiveFailures: typeof NEVER_KILLS;
}

/**
 * Healthy is a service that its launcher has found to have a living cleaner, and that listens.
 *
 * A check of the port alone would pass some seconds before that is known, and one that begins late enough would make
 * every start slow and a slow one impossible. So the check is a command that looks for the mark of this very task.
 * Mesos runs it in the mounts of the task, with the task's environment: by `docker exec` for the Docker daemon, which
 * up to Mesos 1.4 or so goes through a shell of the host, `sh -c " COMMAND "`: no `"`, `\` or `` ` `` may be in it, and
 * `$` means the same there as within. `spark-class` is a script of bash, so bash is in every image.
 *
 * It reports and does not kill (see {@link NEVER_KILLS}).
 */
export function launchedCheck(sharedDirectory: string): LaunchedCheck {
  const port = `bash -c ': </dev/tcp/127.0.0.1/'$PORT0`;
  return {
    protocol: 'COMMAND',
    command: { value: `grep -qxFe $MESOS_TASK_ID ${markOf(sharedDirectory)} && exec ${port}` },
    gracePeriodSeconds: 60,
    intervalSeconds: 10,
    // `docker exec` takes its time on a busy host.
    timeoutSeconds: 10,
    delaySeconds: 5,
    maxConsecutiveFailures: NEVER_KILLS,
  };
}

/**
 * Commands that go before the service's own: they leave a watcher beside it, which looks at the cleaner once the
 * service listens, ends a service whose cleaner is dead, and marks any other as ready. In some starts of Spark the
 * cleaner loses a race and never cleans.
 *
 * The cleaner is the thread `shuffle-cleaner-watcher`. While it lives it waits for its next turn with a time limit,
 * and dead it waits without one. The kernel shows the call, futex(2), in the thread's `syscall`, to the same user. Where
 * it does not (Yama), or does not know the threads' names (Java 8), the JVM is asked for a list of its threads (SIGQUIT),
 * which it also writes to a log of its own: the standard output may be anything. A JVM that tells neither way is
 * said to be unknown and let through, for nobody could use it otherwise; the agent's own health tells more, as root.
 *
 * POSIX sh with `ls` and `sleep`. The process is found by `$$`, in whatever namespace that is: a service execs.
 */
export function cleanerWatch(sharedDirectory: string): string {
  return `${WATCH.replace('@MARK@', () => markOf(sharedDirectory))}
export SPARK_SHUFFLE_OPTS="$SPARK_SHUFFLE_OPTS -XX:+UnlockDiagnosticVMOptions -XX:+LogVMOutput -XX:LogFile=$mark.vm"
`;
}

const WATCH = `mark=@MARK@
say() { echo "mesos-spark: shuffle service on port $PORT0: $*" >&2; }
listens() {
  hex=$(printf ':%04X' "$PORT0")
  for table in /proc/net/tcp /proc/net/tcp6; do
    while read -r _ local _ state _ _ _ _ _ inode _; do
      case $state,$local in
        st,*) ;;
        0A,*"$hex") case $(ls -l "/proc/$jvm/fd" 2>/dev/null) in '' | *"socket:[$inode]"*) return 0 ;; esac ;;
        0A,*) ;;
        *) break ;;
      esac
    done 2>/dev/null <"$table"
  done
  return 1
}
find_thread() {
  thread='' named=no
  for task in "/proc/$jvm/task"/*; do
    read -r name 2>/dev/null <"$task/comm" || continue
    case $name in shuffle-cleaner) thread=$task ;; 'VM Thread') named=yes ;; esac
  done
}
look() {
  looks=0 busy=no
  while [ "$looks" -lt 5 ]; do
    if [ "$looks" -gt 0 ]; then sleep 1; fi
    call='' limit=''
    read -r call _ _ _ limit _ 2>/dev/null <"$thread/syscall" || [ -n "$call" ] || return 1
    case $call,$limit in
      202,0x0 | 98,0x0 | 422,0x0) ;;
      202,* | 98,* | 422,*) found=alive; return 0 ;;
      *) busy=yes ;;
    esac
    looks=$((looks + 1))
  done
  if [ "$busy" = yes ]; then found=alive; else found='dead: it waits without a limit'; fi
}
ask() {
  caught=
  while read -r key value; do case $key in SigCgt:) caught=$value ;; esac; done 2>/dev/null <"/proc/$jvm/status"
  found='unknown: the JVM does not list its threads'
  case $caught in *[4567cdefCDEF]) ;; *) return 0 ;; esac
  kill -QUIT "$jvm" 2>/dev/null || return 0
  tries=0
  while [ "$tries" -lt 10 ]; do
    sleep 1
    state='' mine=no whole=no
    while read -r line; do
      case $line in
        *shuffle-cleaner-watcher*) mine=yes ;;
        *Thread.State:*) if [ "$mine" = yes ]; then state=$line mine=no; fi ;;
        *'JNI global ref'*) whole=yes ;;
      esac
    done 2>/dev/null <"$mark.vm"
    case $whole,$state in
      no,*) ;;
      yes,) found='dead: it has no such thread'; return 0 ;;
      *': WAITING'*) found='dead: it waits without a limit'; return 0 ;;
      *) found=alive; return 0 ;;
    esac
    tries=$((tries + 1))
  done
}
end_service() {
  say "$*; ends it"
  kill "$jvm" 2>/dev/null
  tries=0
  while [ "$tries" -lt 20 ] && kill -0 "$jvm" 2>/dev/null; do
    sleep 1
    tries=$((tries + 1))
  done
  kill -KILL "$jvm" 2>/dev/null
  exit 1
}
watch() {
  jvm=$1 waited=0
  until listens; do
    kill -0 "$jvm" 2>/dev/null || exit 1
    [ "$waited" -lt 300 ] || end_service "found it not listening after $waited s"
    sleep 1
    waited=$((waited + 1))
  done
  find_thread
  if [ -z "$thread" ] && [ "$named" = yes ]; then found='dead: it has no such thread'
  elif [ -z "$thread" ] || ! look; then ask; fi
  case $found in dead*) end_service "found its cleaner $found" ;; esac
  say "listens, its cleaner: $found"
  echo "$MESOS_TASK_ID" >"$mark" || end_service "found no way to write $mark"
}
if [ -z "$MESOS_TASK_ID" ]; then say 'found no MESOS_TASK_ID, wanted to be a task of Marathon'; exit 1; fi
if ! printf '' >"$mark" || ! printf '' >"$mark.vm"; then
  say "found no way to write $mark, wanted the shared directory to belong to $SPARK_USER"
  exit 1
fi
(watch "$$" &)`;
