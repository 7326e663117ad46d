import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the set-up says of tools that are missing or too old, and where it finds the provider. */

const parts = path.join(__dirname, '../../.dev/parts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setup-'));
  mkdirSync(path.join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program of that name that answers with a text, whatever it is asked. */
function program(name: string, answer: string, exitCode = 0): void {
  const file = path.join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${answer}\nEND\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
}

/** Runs an expression over a part of the set-up, with nothing of this machine on the PATH but `cat`. */
function part(file: string, expression: string, env: Readonly<Record<string, string>> = {}) {
  const script = `
    import * as part from ${JSON.stringify(path.join(parts, file))};
    try { console.log(JSON.stringify(await ${expression})); }
    catch (error) { console.log(error.constructor.name + ': ' + error.message); }`;
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: {
      PATH: [path.join(folder, 'bin'), systemFolder()].join(path.delimiter),
      HOME: folder,
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      ...env,
    },
  });
  return result.stdout.trim();
}

/** A folder with `cat` and nothing else of this machine. */
function systemFolder(): string {
  const own = path.join(folder, 'system');
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'cat'), '#!/bin/sh\nexec /bin/cat "$@"\n');
  chmodSync(path.join(own, 'cat'), 0o755);
  return own;
}

describe('Terraform', () => {
  const terraform = (version: string) => `Terraform v${version}\non linux_amd64`;
  const fix =
    'install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org/docs/intro/install), ' +
    'and name it in TERRAFORM_BINARY_NAME if it is not called terraform';

  test.each(['1.5.0', '1.11.4', '2.0.0'])('%s will do', (version) => {
    program('terraform', terraform(version));
    expect(JSON.parse(part('terraform.mjs', 'part.checkTerraform()'))).toEqual({
      command: 'terraform',
      product: 'Terraform',
      version,
    });
  });

  test('OpenTofu is taken by its name', () => {
    program('tofu', 'OpenTofu v1.8.2\non linux_amd64');
    const found = part('terraform.mjs', 'part.checkTerraform()', { TERRAFORM_BINARY_NAME: 'tofu' });
    expect(JSON.parse(found)).toEqual({ command: 'tofu', product: 'OpenTofu', version: '1.8.2' });
  });

  test('fails without one', () => {
    expect(part('terraform.mjs', 'part.checkTerraform()')).toBe(
      `Refusal: terraform: found none on the PATH, wanted Terraform or OpenTofu 1.5 or newer; ${fix}`,
    );
  });

  test('fails with one that is too old', () => {
    program('terraform', terraform('1.4.7'));
    expect(part('terraform.mjs', 'part.checkTerraform()')).toBe(
      `Refusal: terraform: found version 1.4.7, wanted Terraform or OpenTofu 1.5 or newer; ${fix}`,
    );
  });

  test('fails with something else of that name', () => {
    program('terraform', 'hello');
    expect(part('terraform.mjs', 'part.checkTerraform()')).toBe(
      'Refusal: terraform: found a program that tells no version of either, ' +
        `wanted Terraform or OpenTofu 1.5 or newer; ${fix}`,
    );
  });
});

describe('Python', () => {
  test.each([
    ['none', () => undefined, 'none'],
    ['one that is too old', () => program('python3', '3.9.18'), 'python3 3.9.18'],
    ['one without venv', () => program('python3', 'ImportError', 1), 'python3 without venv'],
  ])('fails with %s', (_, prepare, found) => {
    prepare();
    expect(part('python.mjs', 'part.pythonEnvironment()')).toBe(
      `Refusal: Python: found ${found}, wanted 3.10 or newer with its venv module; ` +
        'install it (Debian and Ubuntu: apt-get install python3 python3-venv), ' +
        'or name it in MESOS_SPARK_PYTHON_BASE',
    );
  });
});

describe('the provider', () => {
  const cpu = process.arch === 'x64' ? 'amd64' : process.arch;
  const version = '5.100.0';

  function mirror(place: string, host = 'some.host'): string {
    const provider = path.join(folder, place, host, 'hashicorp/aws', version);
    mkdirSync(path.join(provider, `${process.platform}_${cpu}`), { recursive: true });
    return path.join(folder, place);
  }

  function settings(env: Readonly<Record<string, string>> = {}, product = 'Terraform') {
    const found = JSON.parse(part('terraform.mjs', `part.terraformSettings('${product}')`, env));
    return { ...found, text: readFileSync(found.file, 'utf8') };
  }

  test('is taken from a mirror that is named, and from nowhere else', () => {
    const place = mirror('my-mirror');
    const found = settings({ MESOS_SPARK_PROVIDER_MIRROR: place });
    expect(found.mirror).toBe(place);
    expect(found.text).toContain(`path    = "${place}"\n    include = ["hashicorp/aws"]`);
    expect(found.text).toContain('exclude = ["hashicorp/aws"]');
  });

  test("is found where Terraform's own plugins lie", () => {
    const place = mirror('.terraform.d/plugins');
    expect(settings().mirror).toBe(place);
  });

  test('of another version is no mirror', () => {
    mkdirSync(path.join(folder, 'other/some.host/hashicorp/aws/4.0.0', `${process.platform}_${cpu}`), {
      recursive: true,
    });
    const other = path.join(folder, 'other');
    expect(settings({ MESOS_SPARK_PROVIDER_MIRROR: other }).mirror).not.toBe(other);
  });

  test("lies under each program's own registry", () => {
    const theirs = { MESOS_SPARK_PROVIDER_MIRROR: mirror('theirs', 'registry.opentofu.example') };
    expect(settings(theirs, 'OpenTofu').mirror).toBe(theirs.MESOS_SPARK_PROVIDER_MIRROR);
    expect(settings(theirs, 'Terraform').mirror).not.toBe(theirs.MESOS_SPARK_PROVIDER_MIRROR);
    const ours = { MESOS_SPARK_PROVIDER_MIRROR: mirror('ours') };
    expect(settings(ours, 'OpenTofu').mirror).toBeUndefined();
  });

  test('settings are written once', () => {
    const env = { MESOS_SPARK_PROVIDER_MIRROR: mirror('my-mirror') };
    expect(settings(env).made).toBe(true);
    expect(settings(env).made).toBe(false);
  });
});

test.each([
  ['/var/cache/me', '/var/cache/me/cdktf-mesos-spark'],
  ['relative', '/home/me/.cache/cdktf-mesos-spark'],
  ['', '/home/me/.cache/cdktf-mesos-spark'],
])('XDG_CACHE_HOME %p gives %p', (XDG_CACHE_HOME, expected) => {
  const env = { XDG_CACHE_HOME, HOME: '/home/me' };
  expect(JSON.parse(part('cache.mjs', 'part.cacheFolder()', env))).toBe(expected);
});
