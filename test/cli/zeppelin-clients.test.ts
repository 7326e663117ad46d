import { zeppelinClients } from '../../src/cli/zeppelin-clients';
import { Duration } from '../../src/domain/core/duration';
import { ProblemError } from '../../src/domain/core/problem';
import { systemClock } from '../../src/io/clock';

const clients = (fileSecrets: boolean) =>
  zeppelinClients({ timeout: Duration.seconds(1), clock: systemClock, fileSecrets });

const PLACE = {
  url: 'https://zeppelin.example',
  credentials: { kind: 'token', secret: 'file:///etc/shadow' },
  login: { secret: 'file:///root/.ssh/id_rsa' },
} as const;

test('manifests of a bucket name no files of this machine, and hear of all that they name', () => {
  let error: unknown;
  try {
    clients(false).at(PLACE);
  } catch (found) {
    error = found;
  }
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).problems.map(({ at }) => at)).toEqual([
    'spec.credentials.secret',
    'spec.login.secret',
  ]);
});

test('manifests that lie on this machine do', () => {
  const made = clients(true);
  expect(made.at(PLACE)).toBe(made.at({ ...PLACE }));
  made.close();
});
