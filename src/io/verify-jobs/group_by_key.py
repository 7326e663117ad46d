"""For spark-submit. What it says stands behind MESOS_SPARK_VERIFY, as JSON, a line each."""

import json
import os
import sys
import time
import traceback

from pyspark import SparkConf, SparkContext


def say(**fields):
    print("MESOS_SPARK_VERIFY " + json.dumps(fields), flush=True)


def job(context):
    conf = context.getConf()

    def number(name):
        return int(conf.get("spark.mesosSparkVerify." + name))

    mappers, keys = number("numMappers"), number("numKeys")
    size, reducers = number("valSize"), number("numReducers")

    # Each partition holds every key, so that each reducer reads from each mapper.
    pairs = context.parallelize(range(mappers), mappers).flatMap(
        lambda _: ((key, os.urandom(size)) for key in range(keys))
    )
    groups = pairs.groupByKey(reducers)

    def read(step):
        say(step=step)
        context.setJobGroup(step, step)
        count = groups.count()
        print("Groups count: %d" % count)
        say(read=step, groups=count)

    def executors():
        return context._jsc.sc().getExecutorMemoryStatus().size() - 1

    def await_fall():
        say(step="fall")
        wanted = int(conf.get("spark.dynamicAllocation.minExecutors", "0"))
        end = time.monotonic() + number("fallSeconds")
        while executors() > wanted and time.monotonic() < end:
            time.sleep(0.2)

    read("first-read")
    await_fall()
    read("second-read")


def run():
    context = SparkContext(conf=SparkConf())
    try:
        context.setLogLevel("INFO")
        job(context)
        context.stop()
        say(step="end")
        return 0
    except BaseException as problem:
        traceback.print_exc()
        say(failure=str(problem)[:2000])
        return 1


sys.exit(run())
