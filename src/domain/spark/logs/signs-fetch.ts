import type { Sign } from './sign';

const FETCHER = ['ShuffleBlockFetcherIterator'];

/** What an executor writes of the shuffle files that it reads. */
export const FETCH_SIGNS: readonly Sign[] = [
  {
    id: 'blocks-read',
    process: 'executor',
    grade: 'info',
    loggers: FETCHER,
    texts: [
      {
        needle: ' remote blocks',
        pattern:
          /^Getting (?<blocks>\d+)(?: \([^)]*\))? non-empty blocks including (?<local>\d+) .*\band (?<remote>\d+)(?: \([^)]*\))? remote blocks/,
        spark: '2.4 to 3.5',
        sample: 'Getting 100 non-empty blocks including 15 local blocks and 85 remote blocks',
      },
      {
        needle: ' non-empty blocks out of ',
        pattern: /^Getting (?<blocks>\d+) non-empty blocks out of (?<all>\d+) blocks/,
        spark: '2.2 to 2.3',
        sample: 'Getting 100 non-empty blocks out of 100 blocks',
      },
    ],
    means: 'A task begins to read a shuffle; this many of its blocks come over the network.',
    source: 'ShuffleBlockFetcherIterator.initialize',
    sum: 'remote',
  },
  {
    id: 'remote-fetches',
    process: 'executor',
    grade: 'good',
    loggers: FETCHER,
    texts: [
      {
        needle: ' remote fetches in ',
        pattern: /^Started (?<fetches>[1-9]\d*) remote fetches in (?<took>\d+) ms/,
        spark: '2.2 to 3.5',
        sample: 'Started 7 remote fetches in 2 ms',
      },
    ],
    means:
      'Blocks are fetched from elsewhere: the shuffle takes place. Where there are none at all, nothing was read over the network.',
    source: 'ShuffleBlockFetcherIterator.initialize',
    expected: true,
    sum: 'fetches',
  },
  {
    id: 'blocks-not-fetched',
    process: 'executor',
    grade: 'bad',
    loggers: FETCHER,
    texts: [
      {
        needle: 'Failed to get block(s) from ',
        pattern: /^Failed to get block\(s\) from (?<host>\S+):(?<port>\d+)/,
        spark: '2.2 to 3.5',
        sample: 'Failed to get block(s) from 10.0.0.7:7337',
      },
    ],
    means:
      'A host did not give its blocks after all tries. At the port of the shuffle service it is that service which fails; the task fails with it.',
    remedy:
      "Look at the service's log on that host at that time: was it restarted, out of memory, or did it miss the file?",
    source: 'ShuffleBlockFetcherIterator.sendRequest',
  },
  {
    id: 'fetch-tried-again',
    process: 'executor',
    grade: 'bad',
    loggers: ['RetryingBlockFetcher', 'RetryingBlockTransferor'],
    texts: [
      {
        needle: ' outstanding blocks',
        pattern:
          /^Retrying (?:fetch|\S+) \((?<attempt>\d+)\/(?<of>\d+)\) for (?<blocks>\d+) outstanding blocks/,
        spark: '2.2 to 3.5',
        sample: 'Retrying fetch (1/3) for 4 outstanding blocks after 5000 ms',
      },
    ],
    means:
      'A fetch failed and is tried again. Once in a while that is a pause of the other side; often it is a service that is overloaded.',
    remedy:
      'Raise spark.shuffle.io.serverThreads and spark.shuffle.io.backLog of the service, or its heap; spark.shuffle.io.maxRetries of the application bridges a pause.',
    source: 'RetryingBlockFetcher (to 3.2), RetryingBlockTransferor (3.3 on)',
  },
  {
    id: 'connection-quiet',
    process: 'any',
    grade: 'bad',
    loggers: ['TransportChannelHandler'],
    texts: [
      {
        needle: 'has been quiet for',
        pattern:
          /^Connection to (?<address>\S+) has been quiet for (?<quiet>\d+) ms while there are outstanding requests/,
        spark: '2.2 to 3.5',
        sample:
          'Connection to /10.0.0.7:7337 has been quiet for 120000 ms while there are outstanding requests. Assuming connection is dead; please adjust spark.shuffle.io.connectionTimeout if this is wrong.',
      },
    ],
    means: 'Somebody did not answer for the whole timeout and counts as dead.',
    remedy:
      'Look for long collections or a full disk on that host; raise spark.shuffle.io.connectionTimeout on both sides where the pause is known and harmless.',
    source: 'TransportChannelHandler.userEventTriggered',
  },
];
