// Everything that a fresh clone needs, installed once: `node .dev/setup.mjs`. A second run skips what is done.
// `--env` prints the environment that the tools need, as JSON.
import { pathToFileURL } from 'node:url';
import { cdktfNode } from './parts/cdktf.mjs';
import { checkNode, installNodeModules } from './parts/node-modules.mjs';
import { pythonEnvironment } from './parts/python.mjs';
import { entry, say, seconds } from './parts/run.mjs';
import { checkTerraform, terraformSettings } from './parts/terraform.mjs';

/**
 * Checks first what cannot be installed, then installs the rest.
 * @returns the environment for Terraform, cdktf and the emulator
 */
export async function setUp() {
  const start = performance.now();
  checkNode();
  const terraform = checkTerraform();
  const modules = await installNodeModules();
  const { python, made } = await pythonEnvironment();
  const settings = terraformSettings(terraform.product);
  const cdktf = await cdktfNode();
  const fresh = modules || made || settings.made;
  say(
    `set-up: ${fresh ? `done in ${seconds(start)}` : 'nothing to do'} (${terraform.product} ${terraform.version})`,
  );
  return {
    TERRAFORM_BINARY_NAME: terraform.command,
    TF_CLI_CONFIG_FILE: settings.file,
    CHECKPOINT_DISABLE: '1',
    MESOS_SPARK_PYTHON: python,
    MESOS_SPARK_CDKTF_NODE: cdktf,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    const env = await setUp();
    if (process.argv.includes('--env')) process.stdout.write(`${JSON.stringify(env)}\n`);
  });
}
