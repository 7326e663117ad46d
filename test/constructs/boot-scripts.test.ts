import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { AgentGroup } from '../../constructs/agent-group';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { synthesize, userDataOf } from '../../constructs/testing';
import { scriptsArchive } from '../../src/domain/agent/image-recipe';
import { agentGroupStack } from '../support/agent-group';
import { BAKED } from '../support/boot-scripts';
import { dcosCluster } from '../support/cluster';

const objects = (stack: ReturnType<typeof agentGroupStack>) =>
  Object.values(stack.resources('aws_s3_object'));

test('are one object for all groups of a stack, named after its bytes', () => {
  const stack = synthesize((scope) => {
    const cluster = dcosCluster(scope);
    for (const id of ['one', 'other']) {
      new AgentGroup(scope, id, {
        cluster,
        instanceType: 'i3.large',
        capacity: { min: 1, max: 2 },
        storage: EphemeralStorage.instanceStore(),
      });
    }
  });
  expect(Object.keys(stack.resources('aws_s3_bucket'))).toHaveLength(1);
  const [object, ...others] = objects(stack);
  expect(others).toEqual([]);
  const bytes = Buffer.from(String(object?.['content_base64']), 'base64');
  expect(object?.['key']).toBe(`boot/${createHash('sha256').update(bytes).digest('hex')}.sh.gz`);
  expect(gunzipSync(bytes).toString('utf8')).toBe(scriptsArchive(BAKED));
  expect(object?.['lifecycle']).toEqual({ create_before_destroy: true });
});

test('have the same bytes at every synth', () => {
  expect(objects(agentGroupStack())).toEqual(objects(agentGroupStack()));
});

test('are there before a machine, which knows their address and digest', () => {
  const stack = agentGroupStack();
  const [template] = Object.values(stack.resources('aws_launch_template'));
  const [object] = Object.keys(stack.resources('aws_s3_object'));
  expect(template?.['depends_on']).toEqual([`aws_s3_object.${object}`]);
  const files = userDataOf(stack, template?.['user_data'])?.files ?? [];
  const settings = files.find(({ path }) => path === '/etc/mesos-spark/agent.env')?.content.split('\n');
  const [key] = objects(stack).map((one) => one['key']);
  const [bucket] = Object.keys(stack.resources('aws_s3_bucket'));
  expect(settings).toEqual(
    expect.arrayContaining([
      `BOOT_SCRIPTS_DIGEST=${BAKED.digest}`,
      `BOOT_SCRIPTS_URL=https://\${aws_s3_bucket.${bucket}.bucket_regional_domain_name}/${key}`,
    ]),
  );
});
