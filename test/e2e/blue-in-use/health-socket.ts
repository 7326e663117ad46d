import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { ROOT } from '../support/tools';

const SCRIPT = path.join(ROOT, 'constructs/boot/health-answer.sh');

/** What systemd does for an agent's health socket: a process for each connection, by the command of its unit. */
export class HealthSocket {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param root where the agent's health.json lies, as below the machine's root */
  static async open(root: string): Promise<HealthSocket> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const answer = spawn('timeout', ['10', 'sh', SCRIPT], {
        env: { PATH: process.env['PATH'], MESOS_SPARK_ROOT: root },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      // Either end may go before the other has said all.
      for (const stream of [socket, answer.stdin]) stream.on('error', () => {});
      socket.pipe(answer.stdin);
      answer.stdout.pipe(socket);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the health socket has no port');
    return new HealthSocket(server, address.port);
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }
}
