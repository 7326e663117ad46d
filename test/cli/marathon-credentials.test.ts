import { type ServicePlace, servicePlace } from '../../src/cli/address-option';
import { type Access, credentialsFor } from '../../src/cli/marathon-credentials';
import type { CredentialsReference } from '../../src/cli/option-reader';
import type { MarathonCredentials } from '../../src/manifest';

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;
const CLUSTER: CredentialsReference = { kind: 'serviceAccount', reference: arn('cluster-a1B2c3') };
const MARATHON: CredentialsReference = { kind: 'basic', reference: arn('marathon-a1B2c3') };

function place(text: string): ServicePlace {
  const read = servicePlace('x', text);
  if ('value' in read) return read.value;
  throw new Error(`found no place in ${text}`);
}

const access = (changes: Partial<Access> = {}): Access => ({
  mesos: place('https://leader.example/mesos,https://other.example/mesos'),
  marathon: place('https://leader.example/service/marathon'),
  credentials: CLUSTER,
  ...changes,
});

describe('without credentials of its own a Marathon is shown', () => {
  const cases: readonly (readonly [string, string, Partial<Access>, CredentialsReference | undefined])[] = [
    ["the cluster's behind its address", 'https://leader.example/service/shuffle', {}, CLUSTER],
    ["the cluster's on each of its masters", 'https://other.example/service/shuffle', {}, CLUSTER],
    ['nothing elsewhere', 'https://evil.example/service/shuffle', {}, undefined],
    ['nothing at another port', 'https://leader.example:8443/service/shuffle', {}, undefined],
    ['nothing without TLS where the cluster has it', 'http://leader.example/service/shuffle', {}, undefined],
    ['nothing at a name that begins alike', 'https://leader.example.evil.example/', {}, undefined],
    [
      'nothing where one of several is elsewhere',
      'https://leader.example/a,https://evil.example/a',
      {},
      undefined,
    ],
    ['the same at a port that need not be said', 'https://LEADER.example:443/service/shuffle', {}, CLUSTER],
    ['nothing at what ZooKeeper will name', 'zk://10.0.0.1:2181/shuffle', {}, undefined],
    [
      'nothing at what the same ZooKeeper will name for another path',
      'zk://10.0.0.1:2181/shuffle',
      { marathon: place('zk://10.0.0.1:2181/marathon') },
      undefined,
    ],
    [
      "the cluster's where it is the cluster's own",
      'zk://10.0.0.1:2181/marathon',
      { marathon: place('zk://10.0.0.1:2181/marathon') },
      CLUSTER,
    ],
    [
      'nothing by URL where ZooKeeper names the cluster',
      'https://leader.example/service/shuffle',
      { mesos: place('zk://10.0.0.1/mesos'), marathon: place('zk://10.0.0.1/marathon') },
      undefined,
    ],
    [
      "what the cluster's Marathon is shown, at its servers",
      'https://leader.example/service/shuffle',
      { marathonCredentials: MARATHON },
      MARATHON,
    ],
    [
      'what the masters are shown, at theirs',
      'https://other.example/service/shuffle',
      { marathonCredentials: MARATHON },
      CLUSTER,
    ],
    [
      "nothing at the servers of the cluster's Marathon where that is shown nothing",
      'https://leader.example/service/shuffle',
      { marathonCredentials: 'none' },
      undefined,
    ],
    [
      'nothing where there is nothing',
      'https://leader.example/service/shuffle',
      { credentials: undefined } as never,
      undefined,
    ],
  ];

  test.each(cases)('%s', (_, address, changes, wanted) => {
    expect(credentialsFor(place(address), undefined, access(changes))).toEqual(wanted);
  });
});

describe('credentials of its own', () => {
  const own = (secret: string): MarathonCredentials => ({ kind: 'basic', secret });
  const evil = place('https://evil.example/');

  test('are what it is shown, wherever it is', () => {
    const wanted = { kind: 'basic', reference: arn('shuffle') };
    expect(credentialsFor(evil, own(arn('shuffle')), access())).toEqual(wanted);
    expect(credentialsFor(place('https://leader.example/x'), own(arn('shuffle')), access())).toEqual(wanted);
  });

  test.each([
    arn('cluster-a1B2c3'),
    // As Secrets Manager takes it, too.
    arn('cluster'),
    arn('marathon'),
  ])("are refused elsewhere where they are the cluster's: %s", (secret) => {
    const make = () => credentialsFor(evil, own(secret), access({ marathonCredentials: MARATHON }));
    expect(make).toThrow(
      "spec.marathonCredentials.secret: found the cluster's own secret for another server, wanted another secret",
    );
  });

  test("may be the cluster's where they go anyhow", () => {
    const at = place('https://leader.example/service/shuffle');
    expect(credentialsFor(at, own(arn('cluster')), access())?.reference).toBe(arn('cluster'));
  });

  test.each(['file:///etc/shadow', 'hunter2'])('are no file and no secret: %s', (secret) => {
    const make = () => credentialsFor(evil, own(secret), access());
    expect(make).toThrow('spec.marathonCredentials.secret: found something else (not shown');
    expect(make).not.toThrow(secret);
  });
});
