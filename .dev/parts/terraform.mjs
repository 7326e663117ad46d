// Terraform (or OpenTofu), and where it takes the AWS provider from.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder, key } from './cache.mjs';
import { ask, Refusal, root, say } from './run.mjs';

const OLDEST = [1, 5];

/** Checks the program; returns its name and version. `TERRAFORM_BINARY_NAME` is also what cdktf reads. */
export function checkTerraform() {
  const command = process.env.TERRAFORM_BINARY_NAME || 'terraform';
  // Its settings file may name one that is not there, and then it warns on every call.
  const env = { ...process.env, TF_CLI_CONFIG_FILE: '', CHECKPOINT_DISABLE: '1' };
  const answer = ask(command, ['version'], { env });
  const wanted = `wanted Terraform or OpenTofu ${OLDEST.join('.')} or newer`;
  const fix =
    'install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org/docs/intro/install), ' +
    'and name it in TERRAFORM_BINARY_NAME if it is not called terraform';
  if (answer.missing) throw new Refusal(`${command}: found none on the PATH, ${wanted}; ${fix}`);
  const [, product, version] = /^(Terraform|OpenTofu) v(\S+)/m.exec(answer.stdout) ?? [];
  if (version === undefined) {
    throw new Refusal(`${command}: found a program that tells no version of either, ${wanted}; ${fix}`);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Refusal(`${command}: found version ${version}, ${wanted}; ${fix}`);
  }
  return { command, version, product };
}

/**
 * Writes our own settings file for Terraform: providers from a mirror on this machine where one holds the
 * version that we need, else from the registry that it knows, kept in the cache.
 * @param product `Terraform` or `OpenTofu`: each looks for providers under the name of its own registry
 */
export function terraformSettings(product) {
  const version = providerVersion();
  const mirror = findMirror(version, product);
  const plugins = join(cacheFolder(), 'terraform-plugins');
  if (mirror === undefined) mkdirSync(plugins, { recursive: true });
  const text = mirror === undefined ? registrySettings(plugins) : mirrorSettings(mirror);
  const folder = join(cacheFolder(), 'terraform', key(text));
  const file = join(folder, 'terraform.rc');
  const made = !existsSync(file);
  if (made) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
    say(`set-up: AWS provider ${version} from ${mirror ?? 'the registry, at the first deploy'}`);
  }
  return { file, mirror, made };
}

/** Asking the registry as well would need the network, so it is left out for what the mirror holds. */
function mirrorSettings(mirror) {
  const path = JSON.stringify(mirror);
  return [
    'provider_installation {',
    `  filesystem_mirror {\n    path    = ${path}\n    include = ["hashicorp/aws"]\n  }`,
    '  direct {\n    exclude = ["hashicorp/aws"]\n  }',
    '}\n',
  ].join('\n');
}

/** Our stacks carry no lock file, so the cache may be used without one. */
function registrySettings(plugins) {
  return `plugin_cache_dir = ${JSON.stringify(plugins)}\nplugin_cache_may_break_dependency_lock_file = true\n`;
}

/** The version of the provider that the bindings were made for. */
function providerVersion() {
  const file = join(root, 'node_modules/@cdktf/provider-aws/package.json');
  return JSON.parse(readFileSync(file, 'utf8')).cdktf.provider.version;
}

/** The first folder that holds the provider for this machine, in either of a mirror's two layouts. */
function findMirror(version, product) {
  const own = (host) => host.includes('opentofu') === (product === 'OpenTofu');
  return candidates().find((folder) =>
    folders(folder).some((host) => own(host) && holds(join(folder, host), version)),
  );
}

function holds(host, version) {
  const provider = join(host, 'hashicorp/aws');
  const cpu = { x64: 'amd64', ia32: '386' }[process.arch] ?? process.arch;
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}_${cpu}`;
  return (
    existsSync(join(provider, version, platform)) ||
    existsSync(join(provider, `terraform-provider-aws_${version}_${platform}.zip`))
  );
}

/** Named by the user, then where Terraform itself looks, then what an administrator put under /opt. */
function candidates() {
  const env = process.env;
  const data = [env.XDG_DATA_HOME || join(homedir(), '.local/share')];
  data.push(...(env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(delimiter));
  return [
    ...[env.MESOS_SPARK_PROVIDER_MIRROR, env.TF_PROVIDER_MIRROR].filter(Boolean),
    join(root, 'terraform.d/plugins'),
    join(homedir(), '.terraform.d/plugins'),
    ...data.map((folder) => join(folder, 'terraform/plugins')),
    ...folders('/opt').map((folder) => join('/opt', folder)),
    ...folders('/opt').flatMap((folder) => [
      join('/opt', folder, 'plugins'),
      join('/opt', folder, 'providers'),
    ]),
  ];
}

function folders(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
