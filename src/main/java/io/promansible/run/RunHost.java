package io.promansible.run;

import io.micronaut.core.annotation.Introspected;
import io.promansible.play.Recap;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One host of a run; its numbers are empty until Ansible's stats came.
 *
 * @param dropped why the host was left out just before the start, if it was
 * @param droppedUntil the guard's reason that must end before the host may be acted upon, see
 *     {@link DroppedHost}
 * @param parameters what its roles get from the labels of its alert, a JSON object
 * @param results what its roles handed back by {@code set_stats}, a JSON object
 */
@Introspected
public record RunHost(
    UUID runId,
    String host,
    @Nullable Integer ok,
    @Nullable Integer changed,
    @Nullable Integer unreachable,
    @Nullable Integer failed,
    @Nullable Integer skipped,
    @Nullable Integer rescued,
    @Nullable Integer ignored,
    @Nullable String dropped,
    @Nullable String droppedUntil,
    String parameters,
    @Nullable String results) {

  /** The host's line of Ansible's recap, if there was one. */
  public Optional<Recap> recap() {
    if (ok == null
        || changed == null
        || unreachable == null
        || failed == null
        || skipped == null
        || rescued == null
        || ignored == null) {
      return Optional.empty();
    }
    return Optional.of(new Recap(ok, changed, unreachable, failed, skipped, rescued, ignored));
  }
}
