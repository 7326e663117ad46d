/** What docs/resources.md says to run on a machine that runs already, between the two of the agent. */
const FILES = `cloud-init --file /root/user-data single --name write_files --frequency always >/dev/null
if [ -e /opt/mesos-spark/boot/fetch.sh ]; then sh /opt/mesos-spark/boot/fetch.sh; fi
systemctl daemon-reload`;

/** systemd takes the agent for started before it has begun. */
const UP = `for i in $(seq 100); do curl -fs http://127.0.0.1:5051/state && break; sleep 0.1; done`;

/** "additive": the agent starts with the new files. */
export const TAKE = `set -e
${FILES}
systemctl restart mesos-spark-resources.service
${UP}`;

/** "new agent id". */
export const BE_NEW = `set -e
systemctl kill -s SIGUSR1 mesos-slave.service
systemctl stop mesos-slave.service
${FILES}
rm -f /var/lib/mesos/slave/meta/slaves/latest
systemctl restart mesos-spark-resources.service
systemctl start mesos-slave.service
${UP}`;
