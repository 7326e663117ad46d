import { TerraformVariable } from 'cdktf';
import type { StatusPage } from '../../constructs';
import { operatorSettings as programSettings } from '../../src/cli/operator-settings';
import { Duration } from '../../src/domain/core/duration';
import { operatorStack as build, operatorEnvironment as environment } from '../support/operator';

const listens = (text: string) => text.split('\n').filter((line) => line.startsWith('MESOS_SPARK_LISTEN'));

test('is nowhere unless it is asked for', () => {
  const stack = build();
  expect(listens(environment(stack))).toEqual([]);
  expect(Object.keys(stack.resources('aws_security_group'))).toHaveLength(1);
});

test('is on the machine alone where nobody is named', () => {
  const stack = build({ operator: { statusPage: {} } });
  expect(listens(environment(stack))).toEqual(['MESOS_SPARK_LISTEN=127.0.0.1:8095']);
  expect(Object.keys(stack.resources('aws_security_group'))).toHaveLength(1);
  expect(stack.resources('aws_vpc_security_group_ingress_rule')).toEqual({});
});

describe('for others', () => {
  const statusPage = {
    port: 9000,
    securityGroupIds: ['sg-0b'],
    cidrs: ['10.1.0.0/16', 'fd00::/8'],
    names: ['operator.example.internal', 'op'],
  };
  const stack = () => build({ operator: { statusPage } });

  test('it has a security group of its own, which lets in who is named, at that port', () => {
    const built = stack();
    const rules = Object.values(built.resources('aws_vpc_security_group_ingress_rule'));
    const group = Object.keys(built.resources('aws_security_group')).find((id) => id.includes('status-page'));
    expect(rules).toHaveLength(3);
    for (const rule of rules) {
      expect(rule).toMatchObject({ ip_protocol: 'tcp', from_port: 9000, to_port: 9000 });
      expect(rule['security_group_id']).toBe(`\${aws_security_group.${group}.id}`);
    }
    expect(
      rules
        .map((rule) => rule['referenced_security_group_id'] ?? rule['cidr_ipv4'] ?? rule['cidr_ipv6'])
        .sort(),
    ).toEqual(['10.1.0.0/16', 'fd00::/8', 'sg-0b']);
    const [template] = Object.values(built.resources('aws_launch_template'));
    expect(JSON.stringify(template)).toContain(`aws_security_group.${group}.id`);
    expect(Object.values(built.resources('aws_security_group')).map((one) => one['description'])).toContain(
      'Machines of the mesos-spark operator: outbound only',
    );
  });

  test('the program is told, and takes it', () => {
    const lines = environment(stack())
      .replaceAll(/\$\{[^}]*\}/g, 'late')
      .trim()
      .split('\n');
    expect(listens(lines.join('\n'))).toEqual([
      'MESOS_SPARK_LISTEN=0.0.0.0:9000',
      'MESOS_SPARK_LISTEN_NAMES=operator.example.internal,op',
    ]);
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(programSettings({}, env).listen).toMatchObject({
      at: { host: '0.0.0.0', port: 9000 },
      names: ['operator.example.internal', 'op'],
    });
  });

  test('ids that Terraform will know have rules named by their place', () => {
    const late = build({
      made: (scope) => ({
        statusPage: {
          securityGroupIds: [new TerraformVariable(scope, 'sg', { type: 'string' }).stringValue],
        },
      }),
    });
    const [[id, rule] = []] = Object.entries(late.resources('aws_vpc_security_group_ingress_rule'));
    expect(id).toContain('status-page-group-0');
    expect(rule?.['referenced_security_group_id']).toBe('${var.sg}');
  });
});

test('fails with everything that is wrong with it at once', () => {
  const statusPage = {
    port: 80,
    names: ['http://x', ''],
    securityGroupIds: ['subnet-0a'],
    cidrs: ['0.0.0.0/0', '::/0', 'everybody'],
  };
  const failed = () => build({ operator: { statusPage } });
  for (const text of [
    'operator.statusPage.port: found 80, wanted a port, from 1024 to 65535',
    'operator.statusPage.names[0]: found "http://x", wanted the name of a host, without a port',
    'operator.statusPage.names[1]: found ""',
    'operator.statusPage.securityGroupIds: found "subnet-0a"',
    'operator.statusPage.cidrs[0]: found "0.0.0.0/0", wanted networks of those who may read it; it asks nobody for a password',
    'operator.statusPage.cidrs[1]: found "::/0"',
    'operator.statusPage.cidrs[2]: found "everybody", wanted a network such as "10.1.0.0/16"',
  ])
    expect(failed).toThrow(text);
});

test('fails where what is to be computed with is known only to Terraform', () => {
  const late = () =>
    build({
      made: (scope) => ({
        statusPage: { cidrs: new TerraformVariable(scope, 'nets', { type: 'list(string)' }).listValue },
      }),
    });
  expect(late).toThrow('operator.statusPage.cidrs: found a value that only Terraform will know');
});

describe('how the cluster is used', () => {
  const agents = [
    { node: { path: 'demo/spark' }, healthPort: 61_337, securityGroupId: 'sg-0a' },
    { node: { path: 'demo/other' }, healthPort: undefined, securityGroupId: 'sg-0c', agentPort: 5055 },
  ];
  const opened = (statusPage: StatusPage | undefined) =>
    Object.values(
      build({ operator: { agents, ...(statusPage ? { statusPage } : {}) } }).resources(
        'aws_vpc_security_group_ingress_rule',
      ),
    )
      .map((rule) => `${rule['security_group_id']}:${rule['from_port']}-${rule['to_port']}`)
      .sort();

  test('is asked of each Mesos agent, whose port is open to the operator', () => {
    expect(opened({})).toEqual(['sg-0a:5051-5051', 'sg-0a:61337-61337', 'sg-0c:5055-5055']);
    expect(opened({ usageInterval: '5m' })).toHaveLength(3);
  });

  test.each([undefined, { usageInterval: 'off' } as const])('is not asked with %j', (statusPage) => {
    expect(opened(statusPage)).toEqual(['sg-0a:61337-61337']);
  });

  test.each([
    ['5m', '300s', 300_000],
    [Duration.minutes(2), '120s', 120_000],
    ['off', 'off', undefined],
  ])('every %s: the program is told, and takes it', (usageInterval, written, millis) => {
    const lines = environment(build({ operator: { statusPage: { usageInterval } } }))
      .replaceAll(/\$\{[^}]*\}/g, 'late')
      .trim()
      .split('\n');
    expect(lines).toContain(`MESOS_SPARK_USAGE_INTERVAL=${written}`);
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(programSettings({}, env).listen?.usageInterval?.toMillis()).toBe(millis);
  });

  test.each([
    ['5s', 'found 5secs, wanted 10 s to 1 hour, or "off"'],
    ['61m', 'found 61mins, wanted 10 s to 1 hour'],
    ['soon', 'found "soon"'],
  ])('not %s', (usageInterval, said) => {
    expect(() => build({ operator: { statusPage: { usageInterval } } })).toThrow(
      `operator.statusPage.usageInterval: ${said}`,
    );
  });
});
