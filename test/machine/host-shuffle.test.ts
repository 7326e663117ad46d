import { SparkDistribution } from '../../src/domain/spark/distribution';
import { expectAgent, resources } from './support/agent';
import { INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';

const spark = SparkDistribution.host('/opt/spark-3', { version: '3.5.9' });
const PORTS = [7447, 7448];

/** What people do with services, and what must come of it. */
const PROBE = `
pid() { systemctl show -p MainPID --value spark-shuffle@$1; }
listens() { ss -Hltn "sport = :$1" | wc -l; }
same() { if [ "$1" = "$2" ]; then echo same; else echo "other: $1, $2"; fi; }
ask() { python3 -c 'import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(sys.argv[2].encode())
print(s.recv(4096).decode().strip())' "$@"; }
cd /var/lib/tmp/spark
setpriv --reuid=7337 --clear-groups mkdir -p blockmgr-dead/00
echo "executors' files: $(ask 7447 "$PWD/blockmgr-dead"), $(ls | grep -c blockmgr)"
echo "others' files: $(ask 7447 /var/lib/mesos/slave)"
echo "user: $(stat -c %U /proc/$(pid 7447))"
echo "memory: $(systemctl show -p MemoryMax --value spark-shuffle@7447)"
one=$(pid 7447) two=$(pid 7448) agent=$(systemctl show -p MainPID --value mesos-slave)
systemctl restart mesos-spark-resources.service
while [ -n "$(systemctl list-jobs --no-legend)" ]; do sleep 0.2; done
echo "resources worked out anew: $(same "$one" "$(pid 7447)"), $(same "$two" "$(pid 7448)"), $(systemctl is-active mesos-slave)"
agent=$(systemctl show -p MainPID --value mesos-slave)
systemctl stop spark-shuffle@7447
echo "stop: $(systemctl is-active spark-shuffle@7447), listens $(listens 7447), $(same "$two" "$(pid 7448)")"
systemctl start spark-shuffle@7447 && echo "start: listens $(listens 7447)"
systemctl restart spark-shuffle@7447 && echo "restart: listens $(listens 7447)"
comes_back() {
  one=$(pid 7447)
  "$@"
  for i in $(seq 100); do
    if [ "$(systemctl is-active spark-shuffle@7447)" = active ] && [ "$one" != "$(pid 7447)" ]; then break; fi
    sleep 0.2
  done
  echo "$*: $(systemctl is-active spark-shuffle@7447), listens $(listens 7447)" | sed "s/ $one:/:/"
}
comes_back kill -KILL "$(pid 7447)"
comes_back kill -TERM "$(pid 7447)"
comes_back ask 7447 'take memory' 2>&1
echo "enabled: $(systemctl is-enabled spark-shuffle@7447)"
systemctl start spark-shuffle@7449 2>/dev/null
echo "another port: $?, $(systemctl is-active spark-shuffle@7449)"
setpriv --reuid=7337 --clear-groups touch /dev/shm/of-an-executor
systemctl stop spark-shuffle@7447 spark-shuffle@7448
echo "executors' memory: $(ls /dev/shm)"
systemctl start spark-shuffle@7447 spark-shuffle@7448
echo "agent: $(same "$agent" "$(systemctl show -p MainPID --value mesos-slave)")"
python3 -c 'import socket
def connect():
    try: return socket.create_connection(("127.0.0.1", 61337))
    except OSError: pass
crowd = [connect() for i in range(1000)]'
for i in $(seq 50); do curl -s http://127.0.0.1:61337/ >/dev/null && break; sleep 0.2; done
echo "asked by a thousand: $(systemctl is-active mesos-spark-health.socket), $(systemctl --failed --no-legend | wc -l) failed"
systemctl start mesos-spark-health.service
curl -s http://127.0.0.1:61337/ | grep -o '"7447":[^}]*'`;

test(
  'services of the machine run before the agent, and each is started and stopped by itself',
  async () => {
    const machine = new Machine(hardware(), {
      packages: ['spark'],
      group: {
        hostShuffleServices: PORTS.map((port) => ({ port, spark, heap: '64m', memory: '320m', cpus: 0.1 })),
      },
    });
    machine.disks = [machine.disk('a', INSTANCE_STORE)];
    try {
      const report = await machine.boot();
      const agent = expectAgent(report);
      const began = Number(report.units['mesos-slave.service']?.['ExecMainStartTimestampMonotonic']);
      for (const port of PORTS) {
        const unit = report.units[`spark-shuffle@${port}.service`];
        expect(Number(unit?.['ActiveEnterTimestampMonotonic'])).toBeLessThan(began);
      }
      const offered = resources(agent).filter((one) => one.name === 'ports' && one.role === '*');
      expect(JSON.stringify(offered)).not.toMatch(/744[78]/);
      const { probe } = await machine.boot({ probe: PROBE });
      expect(probe.stdout.split('\n')).toEqual([
        "executors' files: removed, 0",
        expect.stringMatching(/^others' files: \[Errno (13|30)\]/),
        'user: spark',
        `memory: ${320 * 2 ** 20}`,
        'resources worked out anew: same, same, active',
        'stop: inactive, listens 0, same',
        'start: listens 1',
        'restart: listens 1',
        'kill -KILL: active, listens 1',
        'kill -TERM: active, listens 1',
        // The kernel ends it, in the middle of the connection.
        '',
        'ask 7447 take memory: active, listens 1',
        'enabled: enabled',
        'another port: 1, inactive',
        "executors' memory: of-an-executor",
        'agent: same',
        'asked by a thousand: active, 0 failed',
        '"7447":{"listening":true,"connections":0,"cleaner":"alive"',
        '',
      ]);
    } finally {
      machine.remove();
    }
  },
  LIMIT,
);
