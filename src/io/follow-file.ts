import { type FileHandle, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { LineCutter, type OnLine } from './log-lines';

const CHUNK = 1 << 18;
/** Events name every library of the driver, so their lines are long. */
const LONGEST = 1 << 24;

/** Reads the one file that comes to be in a folder, as it grows; its name may change meanwhile. */
export class FollowedFile {
  private file: FileHandle | undefined;
  private position = 0;
  private readonly cutter: LineCutter;

  constructor(
    private readonly folder: string,
    onLine: OnLine,
  ) {
    this.cutter = new LineCutter(onLine, LONGEST);
  }

  /** What has been written since the last time; nothing as long as there is no file. */
  async catchUp(): Promise<void> {
    this.file ??= await this.find();
    if (!this.file) return;
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await this.file.read(buffer, 0, CHUNK, this.position);
      if (bytesRead === 0) return;
      this.position += bytesRead;
      this.cutter.push(Buffer.from(buffer.subarray(0, bytesRead)));
    }
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async find(): Promise<FileHandle | undefined> {
    const [name] = (await readdir(this.folder)).filter((one) => !one.startsWith('.')).sort();
    return name === undefined ? undefined : open(path.join(this.folder, name), 'r');
  }
}
