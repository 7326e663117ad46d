import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { end, run, start } from './children';
import { sparkHome } from './spark-submit';
import { ROOT } from './tools';

/** A real HDFS: the name service `hdfs` of two NameNodes, the second of which is active. */
export class HdfsCluster {
  static async make(): Promise<HdfsCluster> {
    const jars = execFileSync(process.execPath, [path.join(ROOT, '.dev/parts/hdfs.mjs')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
    const folder = mkdtempSync(path.join(tmpdir(), 'hdfs-'));
    const classPath = `${jars}/*:${sparkHome('3.5.9')}/jars/*`;
    const source = path.join(ROOT, 'test/e2e/submit/Hdfs.java');
    const made = await run('javac', ['-nowarn', '-cp', classPath, '-d', folder, source], {});
    if (made.code !== 0) throw new Error(made.output);
    const child = start(
      'java',
      [
        '-Xmx512m',
        '--add-opens=java.base/java.lang=ALL-UNNAMED',
        '-cp',
        `${folder}:${classPath}`,
        'Hdfs',
        folder,
      ],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    if (child.stdout === null) throw new Error('HDFS has no output');
    const line = await readyLine(child.stdout);
    if (line !== 'ready') throw new Error(`HDFS said ${line}`);
    child.stdout.resume();
    return new HdfsCluster(folder, child);
  }

  private constructor(
    /** A HADOOP_CONF_DIR. */
    readonly confDir: string,
    private readonly child: ChildProcess,
  ) {}

  async remove(): Promise<void> {
    await end(this.child);
    rmSync(this.confDir, { recursive: true, force: true });
  }
}

/** Its log may come before. */
async function readyLine(stream: NonNullable<ChildProcess['stdout']>): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (/^ready$/m.test(text)) done('ready');
    });
    stream.once('end', () => fail(new Error(`HDFS ended:\n${text}`)));
  });
}
