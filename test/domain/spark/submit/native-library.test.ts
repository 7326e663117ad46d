import {
  DCOS_NATIVE_LIBRARY,
  nativeLibraryEnvironment,
  PACKAGED_NATIVE_LIBRARY,
} from '../../../../src/domain/spark/submit/native-library';

test('the folder of DC/OS comes first, and no empty entry follows: it would be the current folder', () => {
  expect(nativeLibraryEnvironment(DCOS_NATIVE_LIBRARY, '/a::/opt/mesosphere/lib:')).toEqual({
    MESOS_NATIVE_JAVA_LIBRARY: '/opt/mesosphere/lib/libmesos.so',
    LD_LIBRARY_PATH: '/opt/mesosphere/lib:/a',
  });
});

test('a package needs no path, and what is inherited stays', () => {
  expect(nativeLibraryEnvironment(PACKAGED_NATIVE_LIBRARY, '')).toEqual({
    MESOS_NATIVE_JAVA_LIBRARY: '/usr/lib/libmesos.so',
  });
  expect(nativeLibraryEnvironment(PACKAGED_NATIVE_LIBRARY, '/a')).toMatchObject({ LD_LIBRARY_PATH: '/a' });
});
