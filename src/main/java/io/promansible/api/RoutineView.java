package io.promansible.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.http.Parameters;
import io.promansible.inventory.SecretNames;
import io.promansible.inventory.Secrets;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineCatalog.Entry;
import io.promansible.routine.RoutineState;
import io.promansible.run.Run;
import io.promansible.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A routine as the API shows it.
 *
 * @param origin {@code file}, which the API cannot change, or {@code api}
 * @param next the next times, each in the routine's zone and in UTC
 * @param fault why a broken routine does not run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoutineView(
    String name,
    String origin,
    @Nullable String cron,
    @Nullable String timezone,
    @Nullable String hosts,
    @Nullable List<String> roles,
    @Nullable Map<String, Object> vars,
    @Nullable String misfire,
    @Nullable String late,
    @Nullable String overlap,
    @Nullable String jitter,
    @Nullable String timeout,
    @Nullable Boolean check,
    @Nullable String busy,
    @Nullable String pausedBy,
    List<Map<String, String>> next,
    @Nullable LastRun lastRun,
    @Nullable Instant lastSuccess,
    @Nullable Long secondsSinceSuccess,
    int missed,
    @Nullable String note,
    @Nullable String fault) {
  private static final int TIMES = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The routine's newest run. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LastRun(
      UUID id,
      @Nullable String state,
      @Nullable String outcome,
      String reason,
      @Nullable Instant finishedAt) {}

  static RoutineView of(
      Entry entry, Optional<RoutineState> state, List<Run> last, SecretNames secret, Instant now) {
    Optional<Routine> routine = entry.routine();
    Optional<Instant> success = state.map(RoutineState::succeededAt);
    return new RoutineView(
        entry.name(),
        entry.origin().text(),
        routine.map(r -> r.timetable().cron()).orElse(null),
        routine.map(r -> r.timetable().zone().getId()).orElse(null),
        routine.map(Routine::hosts).orElse(null),
        routine.map(Routine::roles).orElse(null),
        routine.map(r -> masked(r.vars(), secret)).orElse(null),
        routine.map(r -> Parameters.shown(r.misfire())).orElse(null),
        routine.map(r -> Durations.format(r.late())).orElse(null),
        routine.map(r -> Parameters.shown(r.overlap())).orElse(null),
        routine.map(r -> Durations.format(r.jitter())).orElse(null),
        routine.map(r -> Durations.format(r.timeout())).orElse(null),
        routine.map(Routine::check).orElse(null),
        routine.map(r -> Parameters.shown(r.busy())).orElse(null),
        state.map(RoutineState::pausedBy).orElse(null),
        routine.map(r -> times(r, now)).orElse(List.of()),
        last.stream().findFirst().map(RoutineView::of).orElse(null),
        success.orElse(null),
        success.map(at -> Duration.between(at, now).toSeconds()).orElse(null),
        state.map(RoutineState::missed).orElse(0),
        state.map(RoutineState::note).filter(note -> !note.isEmpty()).orElse(null),
        entry.fault().isEmpty() ? null : entry.fault());
  }

  private static Map<String, Object> masked(Map<String, Object> vars, SecretNames secret) {
    JsonNode shown = Secrets.masked(JSON.valueToTree(vars), secret);
    return JSON.convertValue(shown, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private static LastRun of(Run run) {
    return new LastRun(
        run.id(),
        Parameters.shown(run.state()),
        Parameters.shown(run.outcome()),
        run.reason(),
        run.finishedAt());
  }

  private static List<Map<String, String>> times(Routine routine, Instant now) {
    return routine.timetable().next(now, TIMES).stream()
        .map(time -> {
          Map<String, String> both = new LinkedHashMap<>();
          both.put("local", time.atZone(routine.timetable().zone()).toOffsetDateTime().toString());
          both.put("utc", time.toString());
          return both;
        })
        .toList();
  }
}
