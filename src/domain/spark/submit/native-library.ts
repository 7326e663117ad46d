/**
 * Spark's driver on Mesos is a framework that speaks through libmesos, a native library, so in client mode
 * the machine that submits needs it. `org.apache.mesos.MesosNativeLibrary` takes the file that
 * MESOS_NATIVE_JAVA_LIBRARY names, else `libmesos.so` out of LD_LIBRARY_PATH and the system's folders.
 */
export interface NativeLibrary {
  /** The file itself. */
  readonly libmesos: string;
  /** The folder of what libmesos needs. @default - the system's own libraries are enough */
  readonly folder?: string;
}

/** The libraries of every node of DC/OS, OpenSSL and all. */
export const DCOS_LIBRARIES = '/opt/mesosphere/lib';

/** Every node of DC/OS has libmesos beside the libraries that it was built with. */
export const DCOS_NATIVE_LIBRARY: NativeLibrary = nativeLibraryIn(DCOS_LIBRARIES);

/** Where the packages of vanilla Mesos put it; they depend on what it needs. */
export const PACKAGED_NATIVE_LIBRARY: NativeLibrary = { libmesos: '/usr/lib/libmesos.so' };

/** Where an installation from sources puts it. */
export const BUILT_NATIVE_LIBRARY: NativeLibrary = { libmesos: '/usr/local/lib/libmesos.so' };

/** One folder with libmesos and all that it needs, such as one copied from a node of DC/OS. */
export function nativeLibraryIn(folder: string): NativeLibrary {
  return { libmesos: `${folder}/libmesos.so`, folder };
}

/** What libmesos of DC/OS needs beside the C library: on a machine outside the cluster these must be put there, too. */
export const DCOS_LIBMESOS_NEEDS: readonly string[] = [
  'libapr-1.so.0',
  'libaprutil-1.so.0',
  'libcrypto.so.1.0.0',
  'libsasl2.so.2',
  'libssl.so.1.0.0',
  'libsvn_delta-1.so.1',
  'libsvn_subr-1.so.1',
];

/**
 * Settings of the environment that make a driver find its libmesos.
 * @param inherited LD_LIBRARY_PATH as it is now; an empty one is not carried on, or the current folder
 *   would count as a place of libraries
 */
export function nativeLibraryEnvironment(
  library: NativeLibrary,
  inherited?: string,
): Readonly<Record<string, string>> {
  const folders = [library.folder, ...(inherited ?? '').split(':')].filter(
    (folder): folder is string => folder !== undefined && folder !== '',
  );
  const path = [...new Set(folders)].join(':');
  return {
    MESOS_NATIVE_JAVA_LIBRARY: library.libmesos,
    ...(path === '' ? {} : { LD_LIBRARY_PATH: path }),
  };
}
