package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts the results of each host from the events of a play, as Ansible does for its stats, which a
 * play that is broken off never prints.
 */
final class HostTallies {
  private static final class Tally {
    private int ok;
    private int changed;
    private int unreachable;
    private int failed;
    private int skipped;
    private int rescued;
    private int ignored;
  }

  private final Map<String, Tally> hosts = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();

  void take(String kind, String host, JsonNode event) {
    if (kind.equals("cut")) {
      event.path("hosts").forEach(name -> underWay.add(name.asText()));
    }
    if (host.isEmpty() || kind.equals("results")) {
      return;
    }
    Tally tally = hosts.computeIfAbsent(host, h -> new Tally());
    boolean ignored = event.path("ignored").asBoolean();
    switch (kind) {
      case "ok" -> {
        goesOn(tally);
        tally.ok++;
        tally.changed += event.path("result").path("changed").asBoolean() ? 1 : 0;
      }
      case "failed" -> {
        goesOn(tally);
        tally.failed += ignored ? 0 : 1;
        tally.ignored += ignored ? 1 : 0;
        tally.ok += ignored ? 1 : 0;
      }
      case "unreachable" -> tally.unreachable++;
      case "skipped" -> {
        goesOn(tally);
        tally.skipped++;
      }
      default -> {
        // A task that has begun or is retried has no result yet.
      }
    }
  }

  /** Counts earlier failures as rescued: otherwise Ansible gives a failed host no further task. */
  private static void goesOn(Tally tally) {
    tally.rescued += tally.failed;
    tally.failed = 0;
  }

  /**
   * The recap of each host. A host with a task under way when the play was ended has failed; a host
   * that only waited for others has not.
   */
  Map<String, Recap> recaps() {
    Map<String, Recap> recaps = new HashMap<>();
    hosts.forEach((host, t) -> {
      int failed = t.failed + (underWay.contains(host) && t.failed == 0 ? 1 : 0);
      recaps.put(
          host, new Recap(t.ok, t.changed, t.unreachable, failed, t.skipped, t.rescued, t.ignored));
    });
    return recaps;
  }
}
