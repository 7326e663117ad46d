import { Debian } from './debian';
import { AGENTS, ALL, agentHost, type Host } from './hosts';
import { otherHosts } from './other-hosts';

/** What cloud-init says of all user data that we render. */

let debian: Debian;
beforeAll(() => {
  debian = new Debian();
}, 600_000);
afterAll(() => debian?.remove());

/** `valid` for each text that it takes, else what it says. */
function checked(texts: readonly string[]): readonly string[] {
  return texts.map((text) => {
    debian.write('/user-data', text);
    const { status, output } = debian.run('cloud-init schema --annotate --config-file /user-data');
    return status === 0 && /^Valid/.test(output) ? 'valid' : `${status}: ${output}`;
  });
}

const problems = (hosts: readonly Host[]) => {
  expect(hosts.every(({ userData }) => userData.startsWith('#cloud-config\n'))).toBe(true);
  const said = checked(hosts.map(({ userData }) => userData));
  return hosts.map(({ name }, i) => [name, said[i]]).filter(([, words]) => words !== 'valid');
};

test('it takes that of agents, with everything and with nothing', () => {
  const features = [ALL, [], ['scripts in the image']] as const;
  expect(problems(AGENTS.flatMap((agent) => features.map((some) => agentHost(agent, some))))).toEqual([]);
}, 120_000);

test('it takes that of other machines', () => {
  expect(problems(otherHosts())).toEqual([]);
}, 60_000);

test('it would say what is wrong', () => {
  const wrong = { write_files: [{ path: '/a', content: 'b', permissions: 644 }], runcmd: [[{}]] };
  const [said] = checked([`#cloud-config\n${JSON.stringify(wrong)}`]);
  expect(said).toMatch(/permissions|write_files\.0/);
  expect(said).toMatch(/runcmd/);
});
