import org.apache.spark.SparkConf;
import org.apache.spark.deploy.mesos.MesosClusterDispatcherArguments;
import scala.Tuple2;

/** What Spark's own dispatcher understands of its command line: `KEY VALUE`, NUL between them and behind each. */
public class DispatcherArguments {
  public static void main(String[] args) {
    SparkConf conf = new SparkConf(true);
    MesosClusterDispatcherArguments read = new MesosClusterDispatcherArguments(args, conf);
    say("host", read.host());
    say("port", "" + read.port());
    say("webUiPort", "" + read.webUiPort());
    say("name", read.name());
    say("master", read.masterUrl());
    say("zk", read.zookeeperUrl().isEmpty() ? "" : read.zookeeperUrl().get().toString());
    for (Tuple2<String, String> entry : conf.getAll()) say(entry._1(), entry._2());
  }

  private static void say(String key, String value) {
    System.out.print(key + "\0" + value + "\0");
  }
}
