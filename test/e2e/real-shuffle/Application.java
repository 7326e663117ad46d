import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.network.util.TransportConf;
import scala.Option;
import scala.Tuple2;

/**
 * A Spark application that does what it is told, a word a line, and answers each word by a line of JSON. It is the same
 * for Spark 2 and 3. Classes without a name stand where others write a lambda: Spark 2 cannot look into those of today.
 */
public class Application {
  static final int KEYS = 10;

  public static void main(String[] arguments) throws Exception {
    SparkConf conf = new SparkConf();
    // By the environment, which only its own user sees.
    String secret = System.getenv("APPLICATION_SECRET");
    if (secret != null) conf.set("spark.authenticate.secret", secret);
    JavaSparkContext context = new JavaSparkContext(conf);
    // Held, so that all of its jobs read the shuffle that the first one has written.
    JavaPairRDD<Integer, Long> sums = sums(context);
    BufferedReader words = new BufferedReader(new InputStreamReader(System.in));
    for (String line = words.readLine(); line != null && !line.equals("end"); line = words.readLine()) {
      System.out.println("{\"answer\":" + answer(line.split(" "), context, sums) + "}");
    }
    context.stop();
  }

  private static String answer(String[] words, JavaSparkContext context, JavaPairRDD<Integer, Long> sums)
      throws Exception {
    switch (words[0]) {
      case "sums":
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<Integer, Long> one : new TreeMap<>(sums.collectAsMap()).entrySet()) {
          pairs.add("[" + one.getKey() + "," + one.getValue() + "]");
        }
        return "[" + String.join(",", pairs) + "]";
      case "executors":
        return "" + (context.sc().getExecutorMemoryStatus().size() - 1);
      case "register":
        register(context, Long.parseLong(words[1]), Long.parseLong(words[2]));
        return "\"" + context.sc().applicationId() + "\"";
      default:
        throw new IllegalArgumentException(words[0]);
    }
  }

  /** Values are texts that can be found again in what goes over the network. */
  private static JavaPairRDD<Integer, Long> sums(JavaSparkContext context) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) numbers.add(i);
    return context
        .parallelize(numbers, 4)
        .mapToPair(
            new PairFunction<Integer, Integer, String>() {
              @Override
              public Tuple2<Integer, String> call(Integer number) {
                return new Tuple2<>(number % KEYS, "plainly-" + number);
              }
            })
        .groupByKey(4)
        .mapValues(
            new Function<Iterable<String>, Long>() {
              @Override
              public Long call(Iterable<String> texts) {
                long sum = 0;
                for (String text : texts) sum += Long.parseLong(text.substring("plainly-".length()));
                return sum;
              }
            });
  }

  /** What the scheduler of a Mesos driver does for each agent that it gets an executor on, with the same class. */
  private static void register(JavaSparkContext context, long timeout, long interval) throws Exception {
    SparkConf conf = context.getConf();
    SecurityManager security = SparkEnv.get().securityManager();
    boolean three = context.version().startsWith("3.");
    String name = three ? "MesosExternalBlockStoreClient" : "MesosExternalShuffleClient";
    Class<?> type = Class.forName("org.apache.spark.network.shuffle.mesos." + name);
    Constructor<?> constructor = type.getConstructors()[0];
    Object[] all = {transport(conf), security, security.isAuthenticationEnabled(), 5000L};
    Object[] some = new Object[constructor.getParameterCount()];
    System.arraycopy(all, 0, some, 0, some.length);
    Object client = constructor.newInstance(some);
    type.getMethod("init", String.class).invoke(client, context.sc().applicationId());
    type.getMethod("registerDriverWithShuffleService", String.class, int.class, long.class, long.class)
        .invoke(client, "127.0.0.1", conf.getInt("spark.shuffle.service.port", 0), timeout, interval);
  }

  /** Its parameters became more with the versions. */
  private static TransportConf transport(SparkConf conf) throws Exception {
    for (Method method : org.apache.spark.network.netty.SparkTransportConf.class.getMethods()) {
      if (!method.getName().equals("fromSparkConf")) continue;
      Object[] values = {conf, "shuffle", 0, Option.empty(), Option.empty()};
      Object[] some = new Object[method.getParameterCount()];
      System.arraycopy(values, 0, some, 0, some.length);
      return (TransportConf) method.invoke(null, some);
    }
    throw new IllegalStateException("found no SparkTransportConf.fromSparkConf");
  }
}
