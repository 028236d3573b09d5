package io.promansible.portal.alerts;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeState;
import io.promansible.decision.StoredDecision;
import io.promansible.guard.Reason;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which alerts stand on which tab. */
final class AlertTabs {
  private AlertTabs() {}

  /** The state of the alerts of a tab; null for all. */
  static @Nullable String state(String tab) {
    return switch (tab) {
      case "all" -> null;
      case "resolved" -> EpisodeState.RESOLVED.name();
      default -> EpisodeState.FIRING.name();
    };
  }

  /** Those whose decisions fit the tab. */
  static List<Episode> fitting(
      String tab,
      List<Episode> rows,
      Function<List<Episode>, Map<UUID, List<StoredDecision>>> decisions) {
    Predicate<List<StoredDecision>> fits =
        switch (tab) {
          case "held" -> own -> own.stream().anyMatch(AlertTabs::holds);
          case "unanswered" ->
              own ->
                  own.stream().anyMatch(d -> d.reason().equals(Reason.NO_HANDLER.text()))
                      || own.isEmpty();
          default -> own -> true;
        };
    if (!List.of("held", "unanswered").contains(tab) || rows.isEmpty()) {
      return rows;
    }
    Map<UUID, List<StoredDecision>> made = decisions.apply(rows);
    return rows.stream().filter(row -> fits.test(made.getOrDefault(row.id(), List.of()))).toList();
  }

  private static boolean holds(StoredDecision decision) {
    return !decision.started()
        && !decision.handler().isEmpty()
        && Reason.of(decision.reason()).passing();
  }
}
