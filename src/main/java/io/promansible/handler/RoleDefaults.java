package io.promansible.handler;

import com.google.re2j.Pattern;
import io.promansible.label.Matcher;
import io.promansible.playbook.Risk;
import io.promansible.playbook.Role;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a handler takes from its roles where it says nothing itself. */
record RoleDefaults(List<Role> roles) {
  /** One matcher for all alerts that the roles answer; none when they answer none. */
  List<String> matchers() {
    List<String> alerts =
        roles.stream().flatMap(role -> role.meta().alerts().stream()).distinct().toList();
    return switch (alerts.size()) {
      case 0 -> List.of();
      case 1 ->
          List.of(new Matcher("alertname", Matcher.Operator.EQUAL, alerts.getFirst()).toString());
      default ->
          List.of(
              new Matcher(
                      "alertname",
                      Matcher.Operator.MATCHES,
                      String.join("|", alerts.stream().map(Pattern::quote).toList()))
                  .toString());
    };
  }

  /** Safe only if all roles say that they are; a role that does not say counts as disruptive. */
  Risk risk() {
    boolean safe =
        !roles.isEmpty()
            && roles.stream().allMatch(r -> r.meta().risk().equals(Optional.of(Risk.SAFE)));
    return safe ? Risk.SAFE : Risk.DISRUPTIVE;
  }

  /** The sum of the roles' timeouts, as they run in turn; the general one if a role has none. */
  Duration timeout(Duration general) {
    return roles.isEmpty() || roles.stream().anyMatch(role -> role.meta().timeout().isEmpty())
        ? general
        : roles.stream()
            .flatMap(role -> role.meta().timeout().stream())
            .reduce(Duration.ZERO, Duration::plus);
  }

  /** Waits as long as the most patient of the roles. */
  Verify verify() {
    return new Verify(
        longest(role -> role.meta().within()).orElse(Verify.DEFAULTS.within()),
        longest(role -> role.meta().hold()).orElse(Verify.DEFAULTS.hold()));
  }

  private Optional<Duration> longest(Function<Role, Optional<Duration>> of) {
    return roles.stream().flatMap(role -> of.apply(role).stream()).max(Comparator.naturalOrder());
  }
}
