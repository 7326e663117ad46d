// For spark-shell -i, of Scala 2.11 and 2.12. What it says stands behind MESOS_SPARK_VERIFY, as JSON, a line each.
object MesosSparkVerify {
  def say(fields: String): Unit = {
    println("MESOS_SPARK_VERIFY {" + fields + "}")
    System.out.flush()
  }

  def text(value: String): String =
    "\"" + value.map(c => if (c < ' ' || c > '~' || c == '"' || c == '\\') f"\\u${c.toInt}%04x" else c.toString).mkString + "\""

  def job(sc: org.apache.spark.SparkContext): Unit = {
    val conf = sc.getConf
    def number(name: String): Int = conf.get("spark.mesosSparkVerify." + name).toInt
    val numMappers = number("numMappers")
    val numKeys = number("numKeys")
    val valSize = number("valSize")
    val numReducers = number("numReducers")

    // Each partition holds every key, so that each reducer reads from each mapper.
    val keyPairs = sc.parallelize(0 until numMappers, numMappers).flatMap { _ =>
      val random = new scala.util.Random
      (0 until numKeys).iterator.map { key =>
        val bytes = new Array[Byte](valSize)
        random.nextBytes(bytes)
        (key, bytes)
      }
    }
    val groups = keyPairs.groupByKey(numReducers)

    def read(step: String): Unit = {
      say("\"step\":\"" + step + "\"")
      sc.setJobGroup(step, step)
      val count = groups.count()
      println("Groups count: " + count)
      say("\"read\":\"" + step + "\",\"groups\":" + count)
    }

    def executors: Int = sc.getExecutorMemoryStatus.size - 1
    def awaitFall(): Unit = {
      say("\"step\":\"fall\"")
      val wanted = conf.getInt("spark.dynamicAllocation.minExecutors", 0)
      val end = System.nanoTime + number("fallSeconds") * 1000000000L
      while (executors > wanted && System.nanoTime < end) Thread.sleep(200)
    }

    read("first-read")
    awaitFall()
    read("second-read")
  }

  def run(sc: org.apache.spark.SparkContext): Int = {
    try {
      // Shells are quiet by default.
      sc.setLogLevel("INFO")
      job(sc)
      sc.stop()
      say("\"step\":\"end\"")
      0
    } catch {
      case problem: Throwable =>
        problem.printStackTrace()
        say("\"failure\":" + text(problem.toString))
        1
    }
  }
}

sys.exit(MesosSparkVerify.run(sc))
