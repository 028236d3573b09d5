package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;

/** The line of one host in Ansible's recap. */
public record Recap(
    int ok, int changed, int unreachable, int failed, int skipped, int rescued, int ignored) {
  /** The recap of a host that the role left out, which is well. */
  public static final Recap NOTHING = new Recap(0, 0, 0, 0, 0, 0, 0);

  static Recap of(JsonNode stats) {
    return new Recap(
        stats.path("ok").asInt(),
        stats.path("changed").asInt(),
        stats.path("unreachable").asInt(),
        stats.path("failures").asInt(),
        stats.path("skipped").asInt(),
        stats.path("rescued").asInt(),
        stats.path("ignored").asInt());
  }

  /** Whether the host was reached and nothing failed on it. */
  public boolean good() {
    return unreachable == 0 && failed == 0;
  }
}
