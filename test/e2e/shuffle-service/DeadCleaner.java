import java.lang.reflect.Field;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An agent of the JVM that brings a shuffle service into the state that it has after a lost race at its start: the
 * thread of the cleaner is there, and nothing will ever wake it.
 */
public class DeadCleaner {
  public static void premain(String arguments) {
    Thread killer = new Thread(DeadCleaner::kill);
    killer.setDaemon(true);
    killer.start();
  }

  private static void kill() {
    try {
      Thread cleaner = null;
      while (cleaner == null) {
        Thread.sleep(1);
        for (Thread one : Thread.getAllStackTraces().keySet()) {
          if (one.getName().equals("shuffle-cleaner-watcher")) cleaner = one;
        }
      }
      Object worker = field(Thread.class, "target").get(cleaner);
      ScheduledThreadPoolExecutor pool =
          (ScheduledThreadPoolExecutor) field(worker.getClass(), "this$0").get(worker);
      // Its first turn, which plans the next one, has to be over.
      while (pool.getQueue().isEmpty()) Thread.sleep(1);
      pool.getQueue().clear();
      // It sees that nothing is left once it has been woken.
      pool.schedule(() -> {}, 0, TimeUnit.SECONDS);
    } catch (ReflectiveOperationException | InterruptedException error) {
      error.printStackTrace();
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
