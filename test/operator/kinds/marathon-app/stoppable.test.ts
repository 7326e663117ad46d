import { isStoppable } from '../../../../src/operator/kinds/marathon-app/stoppable';
import type { Deployment } from '../../../../src/operator/ports';

const scaling: Deployment = {
  id: 'd1',
  since: '',
  apps: ['/web'],
  actions: [{ action: 'ScaleApplication', app: '/web' }],
};
const begun = { id: 'd1', did: 'raise' } as const;

test.each([
  ['that we began to add tasks', scaling, begun, true],
  ['of a new app', scaling, { id: 'd1', did: 'create' }, true],
  ['that nobody remembers', scaling, undefined, false],
  ['of somebody else', scaling, { id: 'd0', did: 'raise' }, false],
  ['that lowers', scaling, { id: 'd1', did: 'lower' }, false],
  ['that updates', scaling, { id: 'd1', did: 'replace' }, false],
  ['of two apps', { ...scaling, apps: ['/web', '/other'] }, begun, false],
  ['of another app', { ...scaling, apps: ['/other'] }, begun, false],
  ['that restarts', { ...scaling, actions: [{ action: 'RestartApplication', app: '/web' }] }, begun, false],
] as const)('rule 7: a deployment %s', (_, deployment, known, stoppable) => {
  expect(isStoppable(deployment, { appId: '/web', begun: known })).toBe(stoppable);
});
