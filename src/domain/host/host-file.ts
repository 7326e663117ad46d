/** A file that cloud-init writes. */
export interface HostFile {
  readonly path: string;
  readonly mode: string;
  readonly content: string;
}
