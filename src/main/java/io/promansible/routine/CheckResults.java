package io.promansible.routine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.play.Recap;
import io.promansible.playbook.RoleCatalog;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Stores whether checks succeeded on each host, for Prometheus. */
@Singleton
public final class CheckResults {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Outcome> TELLING =
      Set.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.UNREACHABLE, Outcome.TIMED_OUT);

  private final RoutineRepository routines;
  private final RoleCatalog roles;
  private final Clock clock;

  CheckResults(RoutineRepository routines, RoleCatalog roles, Clock clock) {
    this.routines = routines;
    this.roles = roles;
    this.clock = clock;
  }

  /** Stores the results of a run that has ended; called in the transaction that records its end. */
  public void keep(Run run, List<RunHost> hosts) {
    Outcome outcome = Objects.requireNonNull(run.outcome());
    if (run.checkMode() || !TELLING.contains(outcome)) {
      return;
    }
    Instant now = clock.instant();
    for (String role : run.roleNames()) {
      if (roles.find(run.kind(), role).filter(r -> r.meta().check()).isEmpty()) {
        continue;
      }
      for (RunHost host : hosts) {
        if (host.dropped() == null) {
          boolean only = run.roleNames().size() == 1;
          boolean late = outcome == Outcome.TIMED_OUT;
          note(role, host, only, late, only && late && hosts.size() == 1, now);
        }
      }
    }
  }

  /**
   * Stores whether a check succeeded on a host, but only if that is known: alerts are made of it.
   *
   * @param late whether the run timed out
   * @param hung whether the run had only this role and host, and timed out
   */
  private void note(
      String role, RunHost host, boolean only, boolean late, boolean hung, Instant now) {
    Optional<Boolean> success =
        ofResults(role, host)
            // After a timeout a good recap may lack tasks that were still to come.
            .or(() -> host.recap().map(Recap::good).filter(good -> good ? !late : only))
            .or(() -> hung ? Optional.of(false) : Optional.empty());
    if (success.isPresent() && routines.checked(role, host.host(), success.get(), now) == 0) {
      routines.firstChecked(role, host.host(), success.get(), now);
    }
  }

  /** What the role itself reported as {@code success}: a recap is of all roles of a run. */
  private static Optional<Boolean> ofResults(String role, RunHost host) {
    if (host.results() == null) {
      return Optional.empty();
    }
    try {
      JsonNode success = JSON.readTree(host.results()).path(role).path("success");
      return success.isBoolean() ? Optional.of(success.asBoolean()) : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what we stored as JSON is not", e);
    }
  }
}
