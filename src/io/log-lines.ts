import { StringDecoder } from 'node:string_decoder';

/** A line that never ends must not fill the memory. */
const LONGEST = 65_536;

export type OnLine = (line: string, number: number) => void;

/**
 * Cuts chunks into lines without their ends; CR before LF belongs to the end. Of a longer line than `longest`, in
 * UTF-16 units, only so much is given. Calls back for each line: an iterator of lines costs more than reading them.
 */
export class LineCutter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private number = 0;

  constructor(
    private readonly onLine: OnLine,
    private readonly longest = LONGEST,
  ) {}

  push(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.emit(this.rest === '' ? text.slice(start, end) : this.rest + text.slice(start, end));
      this.rest = '';
      start = end + 1;
    }
    if (this.rest.length < this.longest) this.rest += text.slice(start, start + this.longest);
  }

  /** Gives what stands behind the last line feed, if anything. */
  end(): void {
    this.rest += this.decoder.end();
    if (this.rest !== '') this.emit(this.rest);
    this.rest = '';
  }

  private emit(line: string): void {
    const cut = line.length > this.longest ? line.slice(0, this.longest) : line;
    this.onLine(cut.charCodeAt(cut.length - 1) === 13 ? cut.slice(0, -1) : cut, ++this.number);
  }
}
