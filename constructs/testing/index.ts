/**
 * For tests of stacks that use this library, with jest:
 *
 *     import { matchers, serializer, synthesize } from 'cdktf-mesos-spark/testing';
 *     expect.extend(matchers);
 *     expect.addSnapshotSerializer(serializer);
 */
import './jest';

export { matchers } from './matchers';
export { type Reserved, reservationsOf } from './reservations';
export { type SnapshotSerializer, serializer } from './serializer';
export { type FoundManifest, manifestsOf, type UserData, type UserDataFile, userDataOf } from './stack-texts';
export { SynthesizedStack, synthesize, synthesizeStack } from './synthesized-stack';
