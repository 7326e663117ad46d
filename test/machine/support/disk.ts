import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';

export const INSTANCE_STORE = 'Amazon EC2 NVMe Instance Storage';
export const EBS = 'Amazon Elastic Block Store';

const MIB = 2 ** 20;

/** A disk of a machine: a file of the host, blank where nothing was written. */
export class Disk {
  constructor(
    readonly file: string,
    readonly model: string,
    readonly mebibytes = 400,
  ) {
    this.clear();
  }

  /** As EC2 gives the disk to the next machine, or to this one after a stop. */
  clear(): void {
    const file = openSync(this.file, 'w');
    ftruncateSync(file, this.mebibytes * MIB);
    closeSync(file);
  }

  write(offset: number, bytes: string): void {
    const file = openSync(this.file, 'r+');
    writeSync(file, bytes, offset);
    closeSync(file);
  }

  /** Runs a command on the disk, its file as the last word. */
  with(command: string, ...args: readonly string[]): void {
    execFileSync(command, [...args, this.file], { stdio: 'pipe' });
  }

  get digest(): string {
    return createHash('sha256').update(readFileSync(this.file)).digest('hex');
  }

  get bytes(): number {
    return statSync(this.file).size;
  }
}
