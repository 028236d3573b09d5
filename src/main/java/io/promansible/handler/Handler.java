package io.promansible.handler;

import io.promansible.label.Matchers;
import io.promansible.playbook.Risk;
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
 * @param parameters of the roles, and which label gives which
 * @param check run in Ansible's check mode
 * @param timeout of one run
 * @param hostCooldown how long any host is left alone after a run of whatever handler
 */
public record Handler(
    String name,
    Matchers matchers,
    String target,
    List<String> roles,
    Map<String, Object> vars,
    List<Parameter> parameters,
    Mode mode,
    Risk risk,
    boolean check,
    Duration timeout,
    Verify verify,
    Cooldown cooldown,
    Duration hostCooldown,
    Limits limits,
    Breaker breaker,
    boolean silence,
    boolean stopOnResolve,
    List<Rung> escalate) {
  /** Copies. */
  public Handler {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
    parameters = List.copyOf(parameters);
    escalate = List.copyOf(escalate);
  }
}
