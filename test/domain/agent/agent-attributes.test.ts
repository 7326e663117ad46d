import { agentAttributes, attributeContradictions } from '../../../src/domain/agent/agent-attributes';
import { agentShape } from '../../../src/domain/agent/agent-shape';
import { problemText } from '../../../src/domain/core/problem';
import { bootProps, DCOS } from '../../support/agent-boot';

test("the platform's attributes are added to the user's", () => {
  expect(agentAttributes('private', { a: 'b' })).toEqual({ a: 'b' });
  expect(agentAttributes('public', { a: 'b' })).toEqual({ a: 'b', public_ip: 'true' });
  expect(agentShape(bootProps(DCOS, 'public'), {}).attributes).toEqual({
    workload: 'spark',
    public_ip: 'true',
  });
});

test('fails on an attribute that says otherwise, on agents of that role', () => {
  expect(attributeContradictions('public', { public_ip: 'false', a: 'b' }).map(problemText)).toEqual([
    'attributes.public_ip: found "false", wanted "true", which every public agent has; leave it out; what looks for the agents of that role goes by it',
  ]);
  expect(attributeContradictions('public', { public_ip: 'true' })).toEqual([]);
  expect(attributeContradictions('private', { public_ip: 'false' })).toEqual([]);
});
