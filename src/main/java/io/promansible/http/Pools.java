package io.promansible.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The threads that answer requests, as Micronaut's executors by name. They are the system's own:
 * virtual threads are not time-sliced, so that a few requests that compute would stop everything.
 * Each kind has its own, so that no kind keeps another from its answer.
 */
public final class Pools {
  /** Notifications; most of them wait until theirs is stored. */
  public static final String INTAKE = "intake";

  /** All that people and programs ask. */
  public static final String REQUESTS = "requests";

  /** Explanations, which compute: one after the other. */
  public static final String EXPLAIN = "explain";

  /** Whether the service is well, metrics, reload. */
  public static final String OPERATIONS = "operations";

  private static final Map<String, Integer> THREADS =
      Map.of(INTAKE, 64, REQUESTS, 32, EXPLAIN, 1, OPERATIONS, 4);

  private Pools() {}

  /** Starts their threads now: a machine that has no more of them must still answer. */
  public static void start(Function<String, ExecutorService> byName) {
    CountDownLatch all = new CountDownLatch(THREADS.values().stream().mapToInt(n -> n).sum());
    THREADS.forEach((name, threads) -> {
      for (int i = 0; i < threads; i++) {
        byName.apply(name).execute(() -> meet(all));
      }
    });
  }

  /** Each waits for the others, so that none of them does the work of two. */
  private static void meet(CountDownLatch all) {
    all.countDown();
    try {
      var _ = all.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Micronaut's properties of them. */
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
