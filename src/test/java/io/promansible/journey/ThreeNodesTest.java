package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Cluster;
import io.promansible.kit.Haproxy;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three nodes behind haproxy, alerts all the while, and everything that happens to nodes: one is
 * killed and comes back, one is frozen until the others take it for gone, the database is
 * restarted. The ledger of what really was executed is the truth.
 */
class ThreeNodesTest {
  private static final boolean LONG = Boolean.getBoolean("promansible.long");
  private static final int ROUNDS = LONG ? 5 : 1;
  private static final List<String> NAMES = List.of("a", "b", "c");
  // What two cores heal while nodes come and go; more would only queue.
  private static final int PER_SECOND = LONG ? 4 : 2;
  // Two kills and a freeze, each of a node with two places.
  private static final int TAKEN_MAX = 6;
  private static final Logger LOG = LoggerFactory.getLogger(ThreeNodesTest.class);

  private final AtomicInteger sent = new AtomicInteger();
  private final Queue<Integer> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean enough = new AtomicBoolean();

  @TempDir Path folder;

  private static String configuration(int port) {
    return "listen: 127.0.0.1:"
        + port
        + "\nansible: {warm: true}\nruns: {concurrent: 2, hosts_max: 1}\nhandlers:\n"
        + Room.handler("Counted", "count", "").replace("within: 20s", "within: 30m");
  }

  /** Sends each alert until it is stored, as Alertmanager does; every other one twice. */
  private void send(URI door) {
    try (Caller call = new Caller(door)) {
      while (!enough.get()) {
        int n = sent.getAndIncrement();
        String notification =
            Alerts.notification(
                Alerts.alert(
                    "firing",
                    Map.of("alertname", "Counted", "instance", "h%04d".formatted(n)),
                    Alerts.START));
        for (int again = 0; again <= n % 2; again++) {
          while (!stored(call, notification)) {
            LockSupport.parkNanos(200_000_000L);
          }
        }
        accepted.add(n);
        LockSupport.parkNanos(1_000_000_000L / PER_SECOND);
      }
    }
  }

  private static boolean stored(Caller call, String notification) {
    try {
      return call.deliver(notification).statusCode() == 200;
    } catch (RuntimeException | AssertionError e) {
      // A connection that broke off; whether it was stored nobody knows, so it is sent again.
      return false;
    }
  }

  private static void seconds(int some) {
    LockSupport.parkNanos(Duration.ofSeconds(some).toNanos());
  }

  private static void trouble(Cluster cluster, Postgres postgres) {
    seconds(5);
    cluster.service("a").kill();
    seconds(4);
    cluster.start("a");
    cluster.service("b").freeze();
    seconds(13);
    cluster.service("b").thaw();
    seconds(3);
    postgres.stopAtOnce();
    postgres.startAgain();
    seconds(4);
    cluster.service("c").kill();
    // So long that the others take it for gone.
    seconds(12);
    cluster.start("c");
    seconds(3);
  }

  @Test
  void d02_whatever_happens_to_three_nodes_nothing_is_lost_doubled_or_stuck()
      throws InterruptedException {
    Postgres postgres = Postgres.another();
    try (Cluster cluster = new Cluster(folder, postgres.fresh())) {
      List<URI> addresses = new ArrayList<>();
      for (String name : NAMES) {
        int port = Background.freePort();
        cluster.furnish(name, configuration(port), Room::manyHosts);
        // The address is given, so that haproxy finds the node after its next start.
        Room room = cluster.room(name);
        room.write(
            "promansible.yml",
            String.join("\n", room.lines("promansible.yml"))
                    .replaceFirst("listen: 127.0.0.1:0\n", "")
                + "\n");
        cluster.start(name);
        addresses.add(URI.create("http://127.0.0.1:" + port));
      }
      try (Haproxy haproxy = new Haproxy(folder, addresses)) {
        Thread sender = Thread.ofPlatform().daemon().start(() -> send(haproxy.address()));
        for (int round = 0; round < ROUNDS; round++) {
          trouble(cluster, postgres);
        }
        enough.set(true);
        sender.join();
        assertNothingIsLostDoubledOrStuck(cluster, haproxy.address());
      }
    }
  }

  private void assertNothingIsLostDoubledOrStuck(Cluster cluster, URI door) {
    try (Caller call = new Caller(door)) {
      call.awaitRunsEnd();
      List<String> executed = cluster.lines("ledger");
      assertThat(executed).doesNotHaveDuplicates();
      List<String> hosts = executed.stream().map(line -> line.replaceAll(" .*", "")).toList();
      assertThat(hosts).as("one alert is one host").doesNotHaveDuplicates();
      JsonNode runs = call.get("/api/v1/runs?limit=1000").path("runs");
      assertThat(runs.size()).as("runs").isEqualTo(accepted.size());
      Set<String> told = new TreeSet<>();
      for (JsonNode run : runs) {
        String host = run.path("hosts").get(0).asText();
        if (!run.path("outcome").asText().equals("succeeded")) {
          LOG.info("{}: {} ({})", host, run.path("outcome").asText(), run.path("reason").asText());
          assertThat(run.path("outcome").asText()).as(host).isIn("lost", "not_started");
          told.add(host);
        }
      }
      LOG.info(
          "{} alerts accepted, {} executed, {} told as lost",
          accepted.size(),
          hosts.size(),
          told.size());
      // What a node had taken and not begun when it went is told as lost, and nothing else is.
      Set<String> missing = new TreeSet<>(accepted.stream().map("h%04d"::formatted).toList());
      hosts.forEach(missing::remove);
      assertThat(told).containsAll(missing).hasSizeLessThanOrEqualTo(ROUNDS * TAKEN_MAX);
    }
  }
}
