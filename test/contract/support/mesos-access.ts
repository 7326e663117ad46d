import type { LabOptions } from '../../../src/lab';
import { readRecording } from './recording';

interface Files {
  readonly files: {
    readonly CREDENTIALS: {
      readonly credentials: readonly { readonly principal: string; readonly secret: string }[];
    };
    readonly ACLS: NonNullable<NonNullable<LabOptions['mesos']>['acls']>;
  };
}

const { files } = readRecording<Files>('mesos', '07-authentication-view-roles');

/** Secrets by principal, as the recorded master had them. */
export const credentials = Object.fromEntries(
  files.CREDENTIALS.credentials.map(({ principal, secret }) => [principal, secret]),
);

export const acls = files.ACLS;

/** The recorded master was first started with these: agents with reservations may not register. */
export const { reserve_resources: _, ...aclsWithoutReservations } = acls;
