/** Secrets that manifests name, and who has to read them, in whatever order they are declared. */
export class ManifestSecrets {
  private readonly arns: string[] = [];
  private readonly readers: ((arn: string) => void)[] = [];

  add(arn: string): void {
    if (this.arns.includes(arn)) return;
    this.arns.push(arn);
    for (const reader of this.readers) reader(arn);
  }

  /** Told of each secret, those that are there already included. */
  readBy(reader: (arn: string) => void): void {
    this.readers.push(reader);
    for (const arn of this.arns) reader(arn);
  }
}
