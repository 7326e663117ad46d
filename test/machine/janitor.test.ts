import { INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';

test(
  'the janitor removes as its unit what is old, and nothing else; its timer waits',
  async () => {
    const machine = new Machine(hardware());
    machine.disks = [machine.disk('a', INSTANCE_STORE)];
    try {
      const { probe } = await machine.boot({
        probe: `cd /var/lib/tmp/spark
for name in blockmgr-dead blockmgr-open blockmgr-young; do mkdir -p $name/00; echo data >$name/00/file; done
find blockmgr-dead blockmgr-open -exec touch -d '2 days ago' {} +
setpriv --reuid=7337 --clear-groups sleep 60 <blockmgr-open/00/file &
sleep 0.5
systemctl start mesos-spark-janitor.service || journalctl -b --no-pager -u mesos-spark-janitor
echo "left: $(ls | tr '\\n' ' ')"
grep REMOVED= /var/lib/mesos-spark/janitor
systemctl is-active mesos-spark-janitor.timer
kill $!`,
      });
      expect(probe.stdout).toBe('left: blockmgr-open blockmgr-young \nJANITOR_REMOVED=1\nactive\n');
    } finally {
      machine.remove();
    }
  },
  LIMIT,
);
