import { bootProps, DCOS } from '../support/agent-boot';
import { Machine } from './machine';

let machine: Machine;
afterEach(() => machine.remove());

describe('scripts that ask the metadata service', () => {
  function answering(): Machine {
    machine = new Machine(bootProps(DCOS));
    machine.command(
      'curl',
      'for url; do :; done; case $url in */api/token) printf secret ;; */local-ipv4) printf 10.0.0.7 ;; */region) printf eu-central-1 ;; */availability-zone) printf eu-central-1b ;; *) exit 22 ;; esac',
    );
    return machine;
  }

  test('tell address and fault domain', () => {
    answering();
    expect(machine.run('detect-ip.sh')).toMatchObject({ status: 0, stdout: '10.0.0.7\n' });
    expect(JSON.parse(machine.run('detect-fault-domain.sh').stdout)).toEqual({
      fault_domain: { region: { name: 'aws/eu-central-1' }, zone: { name: 'aws/eu-central-1b' } },
    });
  });

  test('replace those of DC/OS that ask version 1, and no other', () => {
    answering();
    const folder = '/opt/mesosphere/packages/dcos-config--setup_abc/bin';
    machine.write(`${folder}/detect_ip`, 'curl -fsSL http://169.254.169.254/latest/meta-data/local-ipv4\n');
    machine.write(`${folder}/detect_fault_domain`, 'echo mine\n');
    expect(machine.run('dcos-detect.sh').stdout).toContain(`replaced ${folder}/detect_ip`);
    expect(machine.read(`${folder}/detect_ip`)).toContain('exec /opt/mesos-spark/boot/detect-ip.sh');
    expect(machine.read(`${folder}/detect_fault_domain`)).toBe('echo mine\n');
    expect(machine.run('dcos-detect.sh').stdout).toBe('');
  });

  // What gen/ip-detect/aws.sh, aws_public.sh, aws6.sh and gen/fault-domain-detect/cloud.sh ask, dcos/dcos 1.11 to 2.2.
  test.each([
    ['detect_ip', 'meta-data/local-ipv4', 'detect-ip.sh'],
    ['detect_ip_public', 'meta-data/public-ipv4', 'detect-ip.sh public-ipv4'],
    ['detect_ip_public', 'meta-data/local-ipv4', 'detect-ip.sh'],
    ['detect_ip6', 'meta-data/network/interfaces/macs/$MAC/ipv6s', 'detect-ip.sh ipv6'],
    ['detect_fault_domain', 'dynamic/instance-identity/document', 'detect-fault-domain.sh'],
  ])('%s that asks for %s becomes %s', (name, question, ours) => {
    answering();
    const file = `/opt/mesosphere/packages/dcos-config--setup_abc/bin/${name}`;
    machine.write(file, `curl -fsSL http://169.254.169.254/latest/${question}\n`);
    machine.run('dcos-detect.sh');
    expect(machine.read(file)).toMatch(new RegExp(`^exec /opt/mesos-spark/boot/${ours}$`, 'm'));
  });

  test('twice at the same time, as at a boot after an upgrade, both end well', () => {
    answering();
    const file = '/opt/mesosphere/packages/dcos-config--setup_abc/bin/detect_ip';
    machine.write(file, 'curl -fsSL http://169.254.169.254/latest/meta-data/local-ipv4\n');
    machine.command(
      'chmod',
      '[ -e "$MESOS_SPARK_ROOT/.other" ] || { : >"$MESOS_SPARK_ROOT/.other"; sh "$MESOS_SPARK_ROOT/opt/mesos-spark/boot/dcos-detect.sh"; }; exec /bin/chmod "$@"',
    );
    const { status, stderr, stdout } = machine.run('dcos-detect.sh');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/replaced/g)).toHaveLength(2);
    expect(machine.read(file)).toContain('exec /opt/mesos-spark/boot/detect-ip.sh');
  });

  test('one that asks version 2 already is left', () => {
    answering();
    const file = '/opt/mesosphere/packages/dcos-config--setup_abc/bin/detect_ip';
    const own = 'curl -H X-aws-ec2-metadata-token:$T http://169.254.169.254/latest/meta-data/local-ipv4\n';
    machine.write(file, own);
    machine.run('dcos-detect.sh');
    expect(machine.read(file)).toBe(own);
  });

  test('are put back when an agent that has none ends, as after an upgrade', () => {
    answering();
    expect(machine.read('/etc/systemd/system/dcos-mesos-slave.service.d/20-mesos-spark.conf')).toBe(
      '[Service]\nExecStopPost=/bin/sh /opt/mesos-spark/boot/dcos-detect.sh\n',
    );
  });
});
