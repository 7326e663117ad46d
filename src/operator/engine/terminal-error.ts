/** Thrown by a kind where trying again is of no use before the manifest changes. The message is told as it is. */
export class TerminalError extends Error {
  constructor(because: string) {
    super(because);
    this.name = 'TerminalError';
  }
}
