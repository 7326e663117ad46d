import type { Pinned } from './pinned';

/** What a machine gets. Every step can be made again and again; made twice, it changes nothing. */
export type InstallStep =
  /** Unpacked beside and renamed: the folder is there whole, or not at all. */
  | {
      readonly do: 'unpack';
      readonly archive: Pinned;
      readonly to: string;
      /** A path that the archive must hold; where it lies becomes the top of `to`. */
      readonly holding: string;
    }
  | { readonly do: 'file'; readonly file: Pinned; readonly to: string }
  /** A folder of settings out of another folder, or from below a URL. */
  | { readonly do: 'settings'; readonly from: string; readonly names: readonly string[]; readonly to: string }
  | { readonly do: 'copy'; readonly from: string; readonly to: string }
  | { readonly do: 'write'; readonly to: string; readonly text: string; readonly mode: number }
  | { readonly do: 'link'; readonly at: string; readonly to: string }
  /** For systemd: takes effect at once where the machine runs. */
  | { readonly do: 'start'; readonly unit: string };
