package io.promansible.guard;

import io.promansible.handler.Breaker;
import io.promansible.inventory.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Holds a handler back that does not help: attempt after attempt ended without a fix. */
public final class BreakerGuard {
  private static final Comparator<PastAction> NEWEST =
      Comparator.comparing((PastAction p) -> p.endedAt().orElse(Instant.MAX)).reversed();

  private BreakerGuard() {}

  static Verdict ask(Situation s) {
    RecentHistory recent = s.recent();
    String host = s.target().found().map(Host::name).orElse("(no host)");
    Breaker breaker = s.handler().breaker();
    List<PastAction> past = sinceClosed(recent.past(), recent.context().closed());
    List<PastAction> here = past.stream().filter(p -> p.host().equals(host)).toList();
    Optional<String> why =
        holds(here, breaker.hostFailures(), breaker.hostOpen(), recent.now())
            .map(reason -> reason + " on " + host)
            .or(() -> holds(past, breaker.failures(), breaker.open(), recent.now()));
    return new Verdict(
        Reason.BREAKER, why.isPresent(), why.orElse("it has not failed time after time"));
  }

  /**
   * Why a breaker holds its handler back for all hosts now; empty when it does not, as when a
   * person {@code closed} it since.
   */
  public static Optional<String> holds(
      Breaker breaker, List<PastAction> all, Optional<Instant> closed, Instant now) {
    return holds(sinceClosed(all, closed), breaker.failures(), breaker.open(), now);
  }

  /** Leaves out what was stopped, and what ended before a person closed the breaker. */
  private static List<PastAction> sinceClosed(List<PastAction> all, Optional<Instant> closed) {
    return all.stream()
        .filter(p -> p.result() != PastAction.Result.STOPPED)
        .filter(p -> closed.isEmpty() || p.endedAt().orElse(Instant.MAX).isAfter(closed.get()))
        .toList();
  }

  private static Optional<String> holds(
      List<PastAction> past, int failures, Duration open, Instant now) {
    List<PastAction> ended =
        past.stream().filter(p -> p.endedAt().isPresent()).sorted(NEWEST).limit(failures).toList();
    if (ended.size() < failures
        || ended.stream().anyMatch(p -> p.result() == PastAction.Result.FIXED)) {
      return Optional.empty();
    }
    String said = "the last " + failures + " did not fix it";
    if (ended.getFirst().endedWithin(open, now)) {
      Instant until = ended.getFirst().endedAt().orElseThrow().plus(open);
      return Optional.of(said + "; it is held back until " + HistoryGuards.second(until));
    }
    // Half open: one attempt decides for all.
    Instant last = ended.getFirst().endedAt().orElseThrow();
    return past.stream().anyMatch(p -> p.endedAt().isEmpty() && p.startedAt().isAfter(last))
        ? Optional.of(said + "; one attempt is on its way and decides")
        : Optional.empty();
  }
}
