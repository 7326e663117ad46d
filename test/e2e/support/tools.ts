import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The checkout. */
export const ROOT = resolve(__dirname, '../../..');

/** What the set-up found or made. */
export interface Tools {
  /** Of the environment that holds the emulator. */
  readonly python: string;
  /** The Node that cdktf's command line runs on: it has not been built for every one. */
  readonly cdktfNode: string;
  /** For Terraform and cdktf: the program's name, our own settings file. */
  readonly terraform: Readonly<Record<string, string>>;
}

let found: Tools | undefined;

/** The tools that `npm test` set up; asks the set-up itself where a test is started alone. */
export function tools(): Tools {
  found ??= asTools(process.env['MESOS_SPARK_PYTHON'] === undefined ? setUp() : process.env);
  return found;
}

function setUp(): Record<string, string | undefined> {
  const script = resolve(ROOT, '.dev/setup.mjs');
  const text = execFileSync(process.execPath, [script, '--env'], { encoding: 'utf8', cwd: ROOT });
  return JSON.parse(text) as Record<string, string>;
}

function asTools(env: Record<string, string | undefined>): Tools {
  const { MESOS_SPARK_PYTHON: python = '', MESOS_SPARK_CDKTF_NODE: cdktfNode = process.execPath } = env;
  const { TERRAFORM_BINARY_NAME = 'terraform', TF_CLI_CONFIG_FILE = '' } = env;
  return {
    python,
    cdktfNode,
    terraform: { TERRAFORM_BINARY_NAME, TF_CLI_CONFIG_FILE, CHECKPOINT_DISABLE: '1' },
  };
}
