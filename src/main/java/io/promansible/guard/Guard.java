package io.promansible.guard;

import io.promansible.settings.Durations;
import java.time.Duration;
import java.util.List;

/** One reason not to act; a pure function of values. */
@FunctionalInterface
public interface Guard {
  /** All guards in the order of asking; the first that holds back gives the reason. */
  List<Guard> ORDER =
      List.of(
          AlertGuards::resolved,
          AlertGuards::own,
          AlertGuards::frozen,
          AlertGuards::silenced,
          AlertGuards::inhibited,
          AlertGuards::muted,
          AlertGuards::unknownHost,
          AlertGuards::parameters,
          AlertGuards::observe,
          AlertGuards::stale,
          AlertGuards::minAge,
          HistoryGuards::duplicate,
          HistoryGuards::cooldown,
          HistoryGuards::hostCooldown,
          HistoryGuards::flapping,
          HistoryGuards::recurrence,
          HistoryGuards::loop,
          HistoryGuards::blastRadius,
          HistoryGuards::fleet,
          BreakerGuard::ask,
          HistoryGuards::rate,
          AlertGuards::approve);

  Verdict ask(Situation situation);

  static String text(Duration duration) {
    return Durations.format(Duration.ofSeconds(Math.max(0, duration.toSeconds())));
  }
}
