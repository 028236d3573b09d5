package io.promansible.history;

import io.promansible.run.Outcome;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How long runs of the same roles usually take. */
@Singleton
public final class UsualTime {
  private static final int LOOKED_AT = 20;

  private final RunHistory history;

  public UsualTime(RunHistory history) {
    this.history = history;
  }

  /** The median of the last runs that succeeded; empty without any. */
  public Optional<Duration> of(Run run) {
    List<Duration> times =
        history
            .page(RunFilter.ofRole(run.roleNames().getFirst()).ended(Outcome.SUCCEEDED), LOOKED_AT)
            .stream()
            .filter(row -> row.roles().equals(run.roles()) && !row.id().equals(run.id()))
            .filter(row -> row.startedAt() != null)
            .map(row ->
                Duration.between(
                    Objects.requireNonNull(row.startedAt()),
                    Objects.requireNonNull(row.finishedAt())))
            .sorted()
            .toList();
    return times.isEmpty() ? Optional.empty() : Optional.of(times.get(times.size() / 2));
  }
}
