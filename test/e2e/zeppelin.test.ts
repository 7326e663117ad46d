import { checkGuardedZeppelin, checkOpenZeppelin } from '../contract/support/zeppelin-checks';
import { RealZeppelin } from './support/zeppelin';

/** A real Zeppelin 0.10.0 passes the checks that the lab's passes in test/contract, and the operator keeps it. */
jest.setTimeout(60_000);

let zeppelin: RealZeppelin | undefined;
const there = () => ({ url: zeppelin?.url ?? '' });
const making = 600_000;

describe('a real Zeppelin', () => {
  beforeAll(async () => {
    zeppelin = await RealZeppelin.make();
  }, making);
  afterAll(() => zeppelin?.remove());
  checkOpenZeppelin(there);
});

describe('a real Zeppelin with users', () => {
  beforeAll(async () => {
    zeppelin = await RealZeppelin.make({ users: ['admin = s3cret, admin', 'user = plain'] });
  }, making);
  afterAll(() => zeppelin?.remove());
  checkGuardedZeppelin(there);
});
