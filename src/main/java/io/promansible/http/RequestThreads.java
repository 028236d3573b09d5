package io.promansible.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The threads that answer requests, as Micronaut's executors by name. They are platform threads:
 * virtual ones are not time-sliced, so a few requests that compute would stop everything. Each kind
 * of request has its own threads, so that no kind keeps another from its answer.
 */
public final class RequestThreads {
  /** Notifications: read, and answered when they are stored; none of these threads waits. */
  public static final String INTAKE = "intake";

  /** Whatever else people and programs ask. */
  public static final String REQUESTS = "requests";

  /** Explanations, one after the other, as they compute. */
  public static final String EXPLAIN = "explain";

  /** Log-ins: they compute long, and wait for providers and directories. */
  public static final String LOGIN = "login";

  /** Who calls, where the database must be asked for it. */
  public static final String ACCESS = "access";

  /** Whether the service is ready, and metrics: both wait for a database that is away. */
  public static final String OPERATIONS = "operations";

  /** Reloads, one after the other, as each may wait for an inventory source. */
  public static final String RELOAD = "reload";

  private static final Map<String, Integer> THREADS =
      Map.of(INTAKE, 16, REQUESTS, 32, ACCESS, 8, LOGIN, 8, EXPLAIN, 1, OPERATIONS, 16, RELOAD, 1);

  private RequestThreads() {}

  /** Starts all threads now: a machine that can make no more later must still answer. */
  public static void start(Function<String, ExecutorService> byName) {
    CountDownLatch all = new CountDownLatch(THREADS.values().stream().mapToInt(n -> n).sum());
    THREADS.forEach((name, threads) -> {
      for (int i = 0; i < threads; i++) {
        byName.apply(name).execute(() -> meet(all));
      }
    });
  }

  /** Waits for all threads to arrive, so that no thread takes the task of two. */
  private static void meet(CountDownLatch all) {
    all.countDown();
    try {
      var _ = all.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The executors as properties of Micronaut. */
  public static Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    THREADS.forEach((name, threads) -> {
      String prefix = "micronaut.executors." + name;
      properties.put(prefix + ".type", "FIXED");
      properties.put(prefix + ".number-of-threads", threads);
      properties.put(prefix + ".virtual", false);
    });
    return properties;
  }
}
