import type { MessageType } from './message';

const labels: MessageType = {
  labels: { is: { key: { is: 'string', required: true }, value: { is: 'string' } }, repeated: true },
};

const reservation: MessageType = {
  type: { is: ['UNKNOWN', 'STATIC', 'DYNAMIC'] },
  role: { is: 'string' },
  principal: { is: 'string' },
  labels: { is: labels },
};

const root: MessageType = { root: { is: 'string' } };

const source: MessageType = {
  type: { is: ['UNKNOWN', 'PATH', 'MOUNT', 'BLOCK', 'RAW'], required: true },
  path: { is: root },
  mount: { is: root },
  vendor: { is: 'string' },
  id: { is: 'string' },
  metadata: { is: labels },
  profile: { is: 'string' },
};

const disk: MessageType = {
  persistence: { is: { id: { is: 'string', required: true }, principal: { is: 'string' } } },
  // A volume's image and source are passed over: they say how a task uses a disk, never what the agent has.
  volume: {
    is: {
      mode: { is: ['RW', 'RO'], required: true },
      container_path: { is: 'string', required: true },
      host_path: { is: 'string' },
    },
  },
  source: { is: source },
};

/** `Resource` of include/mesos/mesos.proto, apache/mesos c1b42f79d, in the order of its field numbers. */
export const resourceMessage: MessageType = {
  name: { is: 'string', required: true },
  type: { is: ['SCALAR', 'RANGES', 'SET', 'TEXT'], required: true },
  scalar: { is: { value: { is: 'double', required: true } } },
  ranges: {
    is: {
      range: {
        is: { begin: { is: 'uint64', required: true }, end: { is: 'uint64', required: true } },
        repeated: true,
      },
    },
  },
  set: { is: { item: { is: 'string', repeated: true } } },
  role: { is: 'string' },
  disk: { is: disk },
  reservation: { is: reservation },
  revocable: { is: {} },
  shared: { is: {} },
  allocation_info: { is: { role: { is: 'string' } } },
  provider_id: { is: { value: { is: 'string', required: true } } },
  reservations: { is: reservation, repeated: true },
};

export interface LabelsMessage {
  readonly labels?: readonly { readonly key: string; readonly value?: string }[];
}

export interface ReservationMessage {
  readonly type?: 'UNKNOWN' | 'STATIC' | 'DYNAMIC';
  readonly role?: string;
  readonly principal?: string;
  readonly labels?: LabelsMessage;
}

export interface DiskSourceMessage {
  readonly type: 'UNKNOWN' | 'PATH' | 'MOUNT' | 'BLOCK' | 'RAW';
  readonly path?: { readonly root?: string };
  readonly mount?: { readonly root?: string };
  readonly vendor?: string;
  readonly id?: string;
  readonly metadata?: LabelsMessage;
  readonly profile?: string;
}

export interface DiskMessage {
  readonly persistence?: { readonly id: string; readonly principal?: string };
  readonly volume?: {
    readonly mode: 'RW' | 'RO';
    readonly container_path: string;
    readonly host_path?: string;
  };
  readonly source?: DiskSourceMessage;
}

/** What {@link resourceMessage} reads: the same fields as types. */
export interface ResourceMessage {
  readonly provider_id?: { readonly value: string };
  readonly name: string;
  readonly type: 'SCALAR' | 'RANGES' | 'SET' | 'TEXT';
  readonly scalar?: { readonly value: number };
  readonly ranges?: { readonly range?: readonly { readonly begin: bigint; readonly end: bigint }[] };
  readonly set?: { readonly item?: readonly string[] };
  readonly role?: string;
  readonly allocation_info?: { readonly role?: string };
  readonly reservation?: ReservationMessage;
  readonly reservations?: readonly ReservationMessage[];
  readonly disk?: DiskMessage;
  readonly revocable?: Readonly<Record<string, never>>;
  readonly shared?: Readonly<Record<string, never>>;
}
