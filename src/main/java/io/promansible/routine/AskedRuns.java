package io.promansible.routine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.Recap;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.RoleCatalog;
import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwner;
import io.promansible.run.RunPartsRepository;
import io.promansible.settings.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Stands for the runs that routines and people asked for. */
public final class AskedRuns implements RunOwner {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Outcome> TELLING =
      Set.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.UNREACHABLE, Outcome.TIMED_OUT);

  private final Cause cause;
  private final RunPartsRepository parts;
  private final RoutineBook book;
  private final RoutineRepository routines;
  private final RoleCatalog roles;
  private final LiveInventory inventory;
  private final BiFunction<Optional<String>, Collection<String>, Optional<String>> frozen;
  private final Clock clock;

  /**
   * An owner.
   *
   * @param frozen why a routine, or a person where it is empty, may not act upon hosts now
   */
  public AskedRuns(
      Cause cause,
      RunPartsRepository parts,
      RoutineBook book,
      RoutineRepository routines,
      RoleCatalog roles,
      LiveInventory inventory,
      BiFunction<Optional<String>, Collection<String>, Optional<String>> frozen,
      Clock clock) {
    this.cause = cause;
    this.parts = parts;
    this.book = book;
    this.routines = routines;
    this.roles = roles;
    this.inventory = inventory;
    this.frozen = frozen;
    this.clock = clock;
  }

  @Override
  public Cause cause() {
    return cause;
  }

  /** Frozen, it waits; once thawed it goes on. */
  @Override
  public Optional<String> waits(Run run) {
    return frozen.apply(
        Optional.ofNullable(run.routine()),
        parts.hosts(run.id()).stream().map(RunHost::host).toList());
  }

  /**
   * What a routine wanted long ago, nobody expects any more: what a person asks for does not age.
   */
  @Override
  public Map<String, String> dropped(Run run, List<String> hosts) {
    Map<String, String> dropped = new LinkedHashMap<>();
    Optional<Duration> late =
        Optional.ofNullable(run.askedBy() == null ? run.routine() : null)
            .flatMap(book::find)
            .flatMap(RoutineBook.Entry::routine)
            .map(Routine::late)
            .filter(limit -> run.queuedAt().plus(limit).isBefore(clock.instant()));
    for (String host : hosts) {
      if (late.isPresent()) {
        dropped.put(
            host, "it waited longer than the routine's late: " + Durations.format(late.get()));
        continue;
      }
      if (inventory.get().inventory().host(host).isEmpty()) {
        dropped.put(host, "not in the inventory any more");
      }
    }
    return dropped;
  }

  @Override
  public void describe(Run run, List<String> hosts, ObjectNode promansible) {
    // A role that also answers alerts finds none here.
    ObjectNode alerts = promansible.putObject("alerts");
    hosts.forEach(alerts::putArray);
  }

  /** What checks found is kept, for Prometheus. */
  @Override
  public void finished(Run run, List<RunHost> hosts) {
    Outcome outcome = Objects.requireNonNull(run.outcome());
    Instant now = clock.instant();
    if (run.routine() != null && run.sliceOf() == null && outcome == Outcome.SUCCEEDED) {
      routines.succeeded(run.routine(), now);
    }
    if (run.checkMode() || !TELLING.contains(outcome)) {
      return;
    }
    for (String role : run.roleNames()) {
      if (roles.find(run.kind(), role).filter(r -> r.meta().check()).isEmpty()) {
        continue;
      }
      for (RunHost host : hosts) {
        if (host.dropped() == null) {
          boolean only = run.roleNames().size() == 1;
          note(role, host, only, only && outcome == Outcome.TIMED_OUT && hosts.size() == 1, now);
        }
      }
    }
  }

  /**
   * What nobody knows is not noted: an alert would be made of it, and a handler would act.
   *
   * @param hung the run had this host alone, and took too long; of several hosts it is not known
   *     which
   */
  private void note(String role, RunHost host, boolean only, boolean hung, Instant now) {
    Optional<Boolean> success =
        ofResults(role, host)
            .or(() -> host.recap().map(Recap::good).filter(good -> good || only))
            .or(() -> hung ? Optional.of(false) : Optional.empty());
    if (success.isPresent() && routines.checked(role, host.host(), success.get(), now) == 0) {
      routines.firstChecked(role, host.host(), success.get(), now);
    }
  }

  /** Where a run has several checks, each says for itself how it went. */
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
