import { type RunningZeppelin, startZeppelin } from '../../../src/lab';
import { checkGuardedZeppelin, checkOpenZeppelin } from '../support/zeppelin-checks';

/** The checks that a real Zeppelin passes in test/e2e/zeppelin.test.ts. */
let lab: RunningZeppelin;
afterAll(() => lab.close());

describe('the lab’s Zeppelin', () => {
  beforeAll(async () => {
    lab = await startZeppelin({ properties: { 'spark.master': 'local[*]', 'spark.cores.max': '' } });
    const [spark] = lab.zeppelin.interpreters;
    if (!spark) throw new Error('no interpreter');
    spark.properties = {
      ...spark.properties,
      'spark.secret': lab.zeppelin.property('spark.secret', 'planted-secret', 'password'),
      'zeppelin.spark.useHiveContext': {
        ...{ name: 'zeppelin.spark.useHiveContext', value: true, type: 'checkbox' },
      },
    };
  });
  checkOpenZeppelin(() => lab);
});

describe('the lab’s Zeppelin with users', () => {
  beforeAll(async () => {
    await lab.close();
    lab = await startZeppelin({
      users: { admin: { password: 's3cret', roles: ['admin'] }, user: { password: 'plain' } },
    });
  });
  checkGuardedZeppelin(() => lab);
});
