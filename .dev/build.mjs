// `npm run build`: dist/, what the package ships.
//   dist/{src,constructs,stacks}   JavaScript and types
//   dist/bundle/mesos-spark.cjs    the whole command line in one file: what operators run
//   dist/schemas/*.json            JSON Schemas of the kinds and of the stacks' settings
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bin, entry, Refusal, root, say, seconds, show } from './parts/run.mjs';

const dist = join(root, 'dist');

export async function build() {
  const start = performance.now();
  rmSync(dist, { recursive: true, force: true });
  const code = await show(process.execPath, [bin('typescript', 'bin/tsc'), '-p', '.dev/tsconfig.build.json']);
  if (code !== 0) throw new Refusal(`build: tsc ended with ${code}; see its messages above`);
  for (const folder of ['constructs', 'stacks', 'src']) copyOthers(folder);
  chmodSync(join(dist, 'src/cli/main.js'), 0o755);
  await bundle();
  writeSchemas();
  say(`build: dist/ made in ${seconds(start)}`);
}

/** What is shipped beside the code: scripts for machines, worked examples, notes. */
function copyOthers(folder) {
  for (const entry of readdirSync(join(root, folder), { recursive: true })) {
    const from = join(root, folder, entry);
    if (!statSync(from).isFile() || /\.tsx?$|tsconfig\.json$/.test(entry)) continue;
    cpSync(from, join(dist, folder, entry));
  }
}

/** One file without dependencies; same input, same bytes, because its hash names the uploaded object. */
async function bundle() {
  const { build: esbuild } = createRequire(join(root, 'package.json'))('esbuild');
  await esbuild({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/bundle/mesos-spark.cjs',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    alias: {
      '@aws-sdk/client-cloudwatch': './.dev/parts/cloudwatch-sdk.mjs',
      '@aws-sdk/client-ec2': './.dev/parts/ec2-sdk.mjs',
    },
    logLevel: 'warning',
    // What `mesos-spark image` writes, the operator shows and `verify` runs; a bundle is alone on its machine.
    define: {
      MESOS_SPARK_BOOT_SCRIPTS: JSON.stringify(textsIn('constructs/boot', /\.sh$/)),
      MESOS_SPARK_STATUS_PAGE: JSON.stringify(
        textsIn('src/io/operator-server/page', /\.(css|html|mjs|svg)$/),
      ),
      MESOS_SPARK_VERIFY_JOBS: JSON.stringify(textsIn('src/io/verify-jobs', /\.(py|scala)$/)),
    },
  });
  chmodSync(join(dist, 'bundle/mesos-spark.cjs'), 0o755);
}

function textsIn(below, wanted) {
  const folder = join(root, below);
  const names = readdirSync(folder).filter((name) => wanted.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function writeSchemas() {
  const load = createRequire(join(dist, 'index.js'));
  const { jsonSchemas } = load('./src/manifest/index.js');
  const { settingsJsonSchema } = load('./stacks/settings.js');
  const schemas = { ...jsonSchemas(), settings: settingsJsonSchema() };
  mkdirSync(join(dist, 'schemas'), { recursive: true });
  for (const name of Object.keys(schemas).sort()) {
    writeFileSync(join(dist, 'schemas', `${name}.json`), `${JSON.stringify(schemas[name], null, 2)}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await entry(build);
