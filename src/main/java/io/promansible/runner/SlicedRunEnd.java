package io.promansible.runner;

import io.promansible.queue.Slices;
import io.promansible.run.DroppedHost;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunRepository;
import io.promansible.run.RunResult;
import io.promansible.run.RunState;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Joins the results of a run's slices when the last of them has ended. */
@Singleton
final class SlicedRunEnd {
  /**
   * The result of the whole run.
   *
   * @param told the hosts of which a slice has told the owner already
   */
  record Joined(RunResult judgement, @Nullable Integer exitCode, Set<String> told) {}

  private final RunRepository runs;
  private final RunPartsRepository parts;

  SlicedRunEnd(RunTables tables) {
    this.runs = tables.runs();
    this.parts = tables.parts();
  }

  /**
   * Copies the slices' results to the whole run; called in the transaction in which a slice ends.
   *
   * @return empty while a slice has not ended
   */
  Optional<Joined> join(UUID id) {
    // Locks the whole run: two last slices on two nodes would each see the other one running.
    runs.hold(id);
    List<Run> slices = runs.slices(id);
    if (slices.stream().anyMatch(slice -> slice.state() != RunState.FINISHED)) {
      return Optional.empty();
    }
    Integer exitCode =
        slices.stream()
            .map(Run::exitCode)
            .filter(Objects::nonNull)
            .max(Integer::compare)
            .orElse(null);
    return Optional.of(new Joined(Slices.joined(slices), exitCode, copyHosts(id, slices)));
  }

  private Set<String> copyHosts(UUID id, List<Run> slices) {
    Set<UUID> idle =
        slices.stream()
            .filter(slice -> slice.outcome() == Outcome.NOT_STARTED)
            .map(Run::id)
            .collect(Collectors.toSet());
    Set<String> told = new HashSet<>();
    for (RunHost host : parts.hostsOf(slices.stream().map(Run::id).toList())) {
      told.add(host.host());
      host.recap().ifPresent(recap -> parts.recap(id, host.host(), recap));
      if (host.results() != null) {
        parts.results(id, host.host(), host.results());
      }
      if (host.dropped() != null) {
        parts.drop(id, host.host(), host.dropped(), host.droppedUntil());
      } else if (idle.contains(host.runId())) {
        parts.drop(id, host.host(), DroppedHost.forGood("its slice was not started"));
      }
    }
    return told;
  }
}
