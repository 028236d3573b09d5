package io.promansible.handler;

import io.promansible.label.Matchers;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which alerts start which roles, and what holds them back.
 *
 * @param target the label that names the host
 * @param vars of the operator, for the roles; trusted, unlike labels
 * @param check run in Ansible's check mode
 * @param timeout of one run
 */
public record Handler(
    String name,
    Matchers matchers,
    String target,
    List<String> roles,
    Map<String, Object> vars,
    Mode mode,
    Risk risk,
    boolean check,
    Duration timeout,
    Verify verify,
    Cooldown cooldown,
    Limits limits,
    boolean silence,
    boolean stopOnResolve,
    List<Rung> escalate) {
  /** Copies. */
  public Handler {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
    escalate = List.copyOf(escalate);
  }
}
