import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Credentials } from '../../constructs/credentials';
import { DedicatedMarathon } from '../../constructs/dedicated-marathon';
import { manifestsOf, matchers, synthesize } from '../../constructs/testing';
import { MarathonSource } from '../../src/domain/marathon-server/source';
import { plainCluster } from '../support/cluster';
import { SHA } from '../support/dedicated-marathon';
import { build, declare } from '../support/shuffle-service';

expect.extend(matchers);

const late = () => Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });

function dedicated(scope: Construct, role = 'shuffle'): DedicatedMarathon {
  return new DedicatedMarathon(scope, 'marathon', {
    cluster: plainCluster(scope),
    name: 'marathon-shuffle',
    role,
    version: '1.11.24',
    runs: {
      on: 'machines',
      image: { id: 'ami-0a' },
      source: MarathonSource.archive('https://example.com/marathon.tgz', { sha256: SHA }),
    },
  });
}

test("without a word a service is on the operator's Marathon, and adopts nothing", () => {
  expect(manifestsOf(build({}))).toEqual([
    expect.objectContaining({
      spec: expect.not.objectContaining({ marathon: expect.anything(), adopt: expect.anything() }),
    }),
  ]);
});

test.each([
  'https://leader.example.internal/service/marathon-shuffle',
  'http://10.0.0.1:8080,http://10.0.0.2:8080/marathon',
  'zk://10.0.0.1:2181,10.0.0.2:2181/marathon-shuffle',
])('a service may be on %s', (marathon) => {
  expect(build({ marathon, adopt: '/shuffle/old.one' })).toRunShuffleService('spark-0', {
    marathon,
    adopt: '/shuffle/old.one',
  });
});

test('a Marathon that is made here is named by its address, which Terraform fills in', () => {
  const stack = synthesize((scope) => declare(scope, [{ marathon: dedicated(scope) }]));
  expect(JSON.stringify(manifestsOf(stack))).toMatch(
    /"marathon":"http:\/\/\$\{aws_lb\.[\w-]+\.dns_name\}:8080"/,
  );
});

test('it is shown a secret of its own, by name, which may be late', () => {
  const marathon = 'http://10.0.0.1:8080';
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shuffle-a1B2c3';
  expect(build({ marathon, marathonCredentials: Credentials.basic(secretArn) })).toRunShuffleService(
    'spark-0',
    {
      marathonCredentials: { kind: 'basic', secret: secretArn },
    },
  );
  expect(build({ marathon, marathonCredentials: Credentials.token(late()) })).toRunShuffleService('spark-0', {
    marathonCredentials: { kind: 'token', secret: '${data.x.y}' },
  });
});

test('fails on credentials without a Marathon that they are for', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shuffle-a1B2c3';
  expect(() => build({ marathonCredentials: Credentials.basic(secretArn) })).toThrow(
    'test/shuffle-0.marathonCredentials: found credentials, and no marathon, wanted the Marathon that they are for',
  );
});

test('a host may be late', () => {
  expect(build({ marathon: `http://${late()}:8080` })).toRunShuffleService('spark-0', {
    marathon: 'http://${data.x.y}:8080',
  });
});

test('two services may begin with apps of one id on different Marathons', () => {
  const adopt = '/shuffle';
  const stack = build({ adopt }, { adopt, marathon: 'http://other.example.internal:8080' });
  expect(stack).toRunShuffleService('spark-1', { adopt });
});

test('fails on a Marathon of another role', () => {
  const make = () => synthesize((scope) => declare(scope, [{ marathon: dedicated(scope, 'etl') }]));
  expect(make).toThrow(
    'test/shuffle-0.marathon.role: found "etl", of "marathon-shuffle", wanted "shuffle", as the reservation; no other Marathon is offered what is reserved; give the service one of its role',
  );
});

test.each([
  [
    'leader.example.internal',
    'found "leader.example.internal", wanted an http or https URL with a host, such as',
  ],
  ['zk://10.0.0.1', 'found "zk://10.0.0.1", wanted ZooKeeper\'s hosts and a path'],
  [
    'http://joe:opensesame@10.0.0.1',
    'found a URL with a user or password in it (not shown), wanted a URL without',
  ],
])('fails on the address %s', (marathon, message) => {
  const make = () => build({ marathon });
  expect(make).toThrow(`test/shuffle-0.marathon: ${message}`);
  expect(make).not.toThrow('opensesame');
});

test('fails on an address of which nothing is known', () => {
  expect(() => build({ marathon: late() })).toThrow(
    /shuffle-0\.marathon: found a value that only Terraform will know \(a token\), wanted .*; write http:\/\/ or https:\/\/ before the value/,
  );
});

test('fails on each of several addresses', () => {
  expect(() => build({ marathon: 'http://10.0.0.1:8080,10.0.0.2' })).toThrow(
    'test/shuffle-0.marathon[1]: found "10.0.0.2", wanted an http or https URL',
  );
});

test.each([
  ['shuffle', 'found "shuffle", wanted a path such as "/shuffle/spark-2-4"'],
  ['/Shuffle', 'found "/Shuffle", wanted a path such as "/shuffle/spark-2-4"'],
  [Token.asString({ a: 1 }), 'found a value that only Terraform will know (a token), wanted a value'],
])('fails on %s to adopt', (adopt, message) => {
  expect(() => build({ adopt })).toThrow(`test/shuffle-0.adopt: ${message}`);
});
