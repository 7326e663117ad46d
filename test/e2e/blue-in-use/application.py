"""A Spark application that does what it is told, a word a line, and answers each word by a line of JSON."""

import json
import sys

from pyspark import SparkConf, SparkContext

SHUFFLE_HOST = sys.argv[1]


def main():
    context = SparkContext(conf=SparkConf())
    context.setLogLevel("INFO")
    # Held, so that all of its jobs read the shuffle that the first one has written.
    sums = context.parallelize(range(100_000), 4).map(lambda n: (n % 10, n)).groupByKey(4).mapValues(sum)
    words = {
        "register": lambda: register(context),
        "sums": lambda: sorted(sums.collect()),
        "executors": lambda: context._jsc.sc().getExecutorMemoryStatus().size() - 1,
    }
    for line in sys.stdin:
        word = line.strip()
        if word == "end":
            break
        print(json.dumps({"answer": words[word]()}), flush=True)
    context.stop()


def register(context):
    """What the scheduler of a Mesos driver does for each agent that it gets an executor on, with the same class."""
    jvm, scala = context._jvm, context._jsc.sc()
    network, conf = jvm.org.apache.spark.network, scala.conf()
    transport = network.netty.SparkTransportConf.fromSparkConf(conf, "shuffle", 0, jvm.scala.Option.empty())
    client = network.shuffle.mesos.MesosExternalBlockStoreClient(
        transport, scala.env().securityManager(), False, 5000
    )
    client.init(context.applicationId)
    client.registerDriverWithShuffleService(
        SHUFFLE_HOST,
        conf.getInt("spark.shuffle.service.port", 0),
        conf.getTimeAsMs("spark.network.timeout", "120s"),
        conf.getTimeAsMs("spark.executor.heartbeatInterval", "10s"),
    )
    return context.applicationId


main()
