import { type ChildProcess, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, exitOf, start } from './children';
import { freePort } from './free-port';
import { ROOT } from './tools';

/** Users as shiro.ini names them: `admin = s3cret, admin`. */
export interface RealZeppelinOptions {
  readonly users?: readonly string[];
}

/** What Zeppelin asks of the paths, as its template does. */
const SHIRO = `[main]
sessionManager = org.apache.shiro.web.session.mgt.DefaultWebSessionManager
cookie = org.apache.shiro.web.servlet.SimpleCookie
cookie.name = JSESSIONID
sessionManager.sessionIdCookie = $cookie
securityManager.sessionManager = $sessionManager
shiro.loginUrl = /api/login
[roles]
admin = *
[urls]
/api/version = anon
/api/interpreter/setting/restart/** = authc
/api/interpreter/** = authc, roles[admin]
/** = authc
`;

const property = (name: string, defaultValue: unknown, type: string) => ({
  ...{ envName: '', propertyName: name, defaultValue, type },
  description: name,
});

/** An interpreter with properties of every type; nothing of it but its name is Spark's. */
const INTERPRETER = [
  {
    group: 'spark',
    name: 'spark',
    className: 'org.apache.zeppelin.spark.SparkInterpreter',
    defaultInterpreter: true,
    properties: {
      'spark.master': property('spark.master', 'local[*]', 'string'),
      'spark.cores.max': property('spark.cores.max', '', 'number'),
      'zeppelin.spark.useHiveContext': property('zeppelin.spark.useHiveContext', true, 'checkbox'),
      'spark.secret': property('spark.secret', 'planted-secret', 'password'),
    },
  },
];

/** Never becomes ready, so that a paragraph waits for it; it ends with its folder, or after a minute. */
const LAUNCHER = `#!/bin/sh
for i in $(seq 60); do [ -d "$ZEPPELIN_HOME/bin" ] || exit 0; sleep 1; done
`;

/** A Zeppelin server on loopback, in a folder of its own. */
export class RealZeppelin {
  static async make(options: RealZeppelinOptions = {}): Promise<RealZeppelin> {
    const jars = execFileSync(process.execPath, [path.join(ROOT, '.dev/parts/zeppelin.mjs')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
    const folder = mkdtempSync(path.join(tmpdir(), 'zeppelin-'));
    const zeppelin = new RealZeppelin(jars, folder, await freePort());
    zeppelin.fill(options);
    await zeppelin.start();
    return zeppelin;
  }

  private process: ChildProcess | undefined;
  readonly url: string;

  private constructor(
    private readonly jars: string,
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  private fill({ users }: RealZeppelinOptions): void {
    for (const one of ['bin', 'conf', 'logs', 'notebook', 'tmp', 'war/WEB-INF', 'interpreter/spark']) {
      mkdirSync(path.join(this.folder, one), { recursive: true });
    }
    const file = (name: string, text: string) => writeFileSync(path.join(this.folder, name), text);
    file('war/WEB-INF/web.xml', '<web-app xmlns="http://java.sun.com/xml/ns/javaee" version="3.0"/>\n');
    file('interpreter/spark/interpreter-setting.json', JSON.stringify(INTERPRETER));
    file('bin/interpreter.sh', LAUNCHER);
    chmodSync(path.join(this.folder, 'bin/interpreter.sh'), 0o755);
    if (users) file('conf/shiro.ini', `[users]\n${users.join('\n')}\n${SHIRO}`);
  }

  private async start(): Promise<void> {
    const at = (name: string) => path.join(this.folder, name);
    const opens = ['java.lang', 'java.util', 'java.net'].flatMap((one) => [
      '--add-opens',
      `java.base/${one}=ALL-UNNAMED`,
    ]);
    const main = 'org.apache.zeppelin.server.ZeppelinServer';
    const log = openSync(at('logs/server.log'), 'w');
    this.process = start(
      'java',
      ['-Xmx256m', `-Djava.io.tmpdir=${at('tmp')}`, ...opens, '-cp', `${at('conf')}:${this.jars}/*`, main],
      {
        cwd: this.folder,
        // It ends when its standard input does, and so with us in any case.
        stdio: ['pipe', log, log],
        env: {
          PATH: process.env['PATH'],
          ZEPPELIN_HOME: this.folder,
          ZEPPELIN_ADDR: '127.0.0.1',
          ZEPPELIN_PORT: `${this.port}`,
          ZEPPELIN_WAR: at('war'),
          ZEPPELIN_ANGULAR_WAR: at('war'),
          ZEPPELIN_CONF_DIR: at('conf'),
          ZEPPELIN_INTERPRETER_DIR: at('interpreter'),
          ZEPPELIN_NOTEBOOK_DIR: at('notebook'),
          ZEPPELIN_NOTEBOOK_STORAGE: 'org.apache.zeppelin.notebook.repo.VFSNotebookRepo',
          ZEPPELIN_SEARCH_INDEX_PATH: at('tmp/index'),
        },
      },
    );
    const ended = exitOf(this.process);
    for (let i = 0; i < 240; i++) {
      const answers = await fetch(`${this.url}/api/version`).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (answers) return;
      const over = await Promise.race([ended, sleep(250, 'not yet' as const)]);
      if (over !== 'not yet') break;
    }
    const words = readFileSync(at('logs/server.log'), 'utf8').slice(-2000);
    await this.remove();
    throw new Error(`Zeppelin has not come up:\n${words}`);
  }

  /** What its log says that it was asked to change. */
  writes(): readonly string[] {
    const log = readFileSync(path.join(this.folder, 'logs/server.log'), 'utf8');
    return [...log.matchAll(/ - (Update|Restart) interpreterSetting (\w+)/g)].map(
      ([, did, id]) => `${did} ${id}`,
    );
  }

  async remove(): Promise<void> {
    if (this.process) await end(this.process);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
