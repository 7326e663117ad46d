/** Where a dispatcher keeps what it has to know again after a restart; `None`: nowhere. */
export type Recovery =
  | 'None'
  | {
      readonly zooKeeper: {
        /** `zk-1:2181,zk-2:2181`. */
        readonly servers: string;
        /** Of this dispatcher alone. @default `/spark_mesos_dispatcher/NAME` */
        readonly directory?: string | undefined;
      };
    };

/** As whom the dispatcher registers with Mesos. The secret itself is read at run time. */
export interface DispatcherAuthentication {
  readonly principal: string;
  readonly secret:
    | { readonly file: string }
    /** A path in the secret store of DC/OS, which Marathon hands to the task. */
    | { readonly source: string };
}

/** A dispatcher of one's own: what runs it, and with what. */
export interface DispatcherProps {
  readonly sparkVersion: string;
  readonly image?: string | undefined;
  readonly forcePullImage?: boolean | undefined;
  readonly sparkArchive?: string | undefined;
  readonly sparkHome?: string | undefined;
  readonly nativeLibrary?: { readonly libmesos: string; readonly folder?: string | undefined } | undefined;
  readonly master: string;
  readonly recovery: Recovery;
  readonly port: number;
  readonly webUiPort: number;
  readonly role?: string | undefined;
  readonly authentication?: DispatcherAuthentication | undefined;
  /** Properties of drivers; they win over published ones. */
  readonly sparkConf?: Readonly<Record<string, string>> | undefined;
  /** Properties of the dispatcher itself. */
  readonly dispatcherConf?: Readonly<Record<string, string>> | undefined;
  readonly cpus: number;
  /** Heap of the JVM. */
  readonly memory: string;
  readonly user?: string | undefined;
  readonly marathon?: string | undefined;
  readonly marathonCredentials?: object | undefined;
  readonly whenLost: 'Wait' | 'Replace';
  readonly app: {
    readonly id?: string | undefined;
    readonly role?: string | undefined;
    readonly acceptedResourceRoles?: readonly string[] | undefined;
    readonly constraints?: readonly (readonly string[])[] | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly env?: Readonly<Record<string, string>> | undefined;
  };
}
