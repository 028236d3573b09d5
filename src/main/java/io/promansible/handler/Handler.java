package io.promansible.handler;

import io.promansible.inventory.HostFrom;
import io.promansible.inventory.HostResolver;
import io.promansible.label.Labels;
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
 * @param hostFrom which label names the host, and how
 * @param same the labels whose values tell faults apart; if empty, the host and the labels that
 *     give parameters do
 * @param vars of the operator, for the roles; trusted, unlike labels
 * @param parameters the parameters of the roles, each with the label that gives it
 * @param check run in Ansible's check mode
 * @param timeout of one run
 * @param minAge how long an alert must have fired
 * @param hostCooldown how long a host is left alone after a run of any handler
 */
public record Handler(
    String name,
    Matchers matchers,
    HostFrom hostFrom,
    List<String> same,
    List<String> roles,
    Map<String, Object> vars,
    List<Parameter> parameters,
    Mode mode,
    Risk risk,
    boolean check,
    Duration timeout,
    Duration minAge,
    PreStartSettings before,
    Verify verify,
    Cooldown cooldown,
    Duration hostCooldown,
    Limits limits,
    Breaker breaker,
    boolean silence,
    boolean stopOnResolve,
    List<EscalationStep> escalate) {
  public Handler {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
    same = List.copyOf(same);
    parameters = List.copyOf(parameters);
    escalate = List.copyOf(escalate);
  }

  /** Whether this handler asks Prometheus before a start or for a proof. */
  public boolean asksPrometheus() {
    return before.confirm().isPresent()
        || verify.confirm().isPresent()
        || escalate.stream()
            .anyMatch(escalationStep -> escalationStep.verify().confirm().isPresent());
  }

  /** The label that names the host. */
  public String target() {
    return hostFrom.label();
  }

  /** What an alert says about its host. */
  public HostResolver.HostLabel meant(Labels labels) {
    return new HostResolver.HostLabel(hostFrom, labels.get(hostFrom.label()));
  }

  /**
   * The handler as it is at a step of its escalation: the step's roles, mode, class and times; all
   * else is the handler's.
   *
   * @param step 0 for its own roles; never above the last one
   */
  public Handler at(int step) {
    if (step == 0) {
      return this;
    }
    EscalationStep escalationStep = escalate.get(step - 1);
    return new Handler(
        name,
        matchers,
        hostFrom,
        same,
        escalationStep.roles(),
        vars,
        escalationStep.parameters(),
        escalationStep.mode(),
        escalationStep.risk(),
        check,
        escalationStep.timeout(),
        minAge,
        before.of(escalationStep.risk()),
        escalationStep.verify(),
        cooldown,
        hostCooldown,
        limits,
        breaker,
        silence,
        stopOnResolve,
        escalate);
  }

  /** The handler in another mode; no step of its escalation does more by itself than that. */
  public Handler in(Mode other) {
    return new Handler(
        name,
        matchers,
        hostFrom,
        same,
        roles,
        vars,
        parameters,
        other,
        risk,
        check,
        timeout,
        minAge,
        before,
        verify,
        cooldown,
        hostCooldown,
        limits,
        breaker,
        silence,
        stopOnResolve,
        escalate.stream().map(step -> step.atMost(other)).toList());
  }
}
