package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.label.Labels;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Alertmanager had at one moment.
 *
 * @param present its alerts as its API tells them
 * @param authors who made the silences that hold any of them, by the silence's id
 * @param others all that it has, by fingerprint; only asked for where one of them inhibits another
 * @param rules its configuration, as far as it can be read
 * @param muted which time intervals mute alerts in all groups of our receiver (0.28 and newer)
 * @param startedAt when the youngest member started
 * @param complete whether every member answered: else what is absent may be with another
 */
public record AlertmanagerState(
    Map<Labels, JsonNode> present,
    Map<String, String> authors,
    Map<String, Labels> others,
    AlertmanagerRules rules,
    Map<Labels, Set<String>> muted,
    Instant startedAt,
    boolean complete) {
  /**
   * The author of silences that belong to a run; they are no reason not to act. No name of a user,
   * which is what amtool gives as the author.
   */
  public static final String US = "promansible (while a run is on)";

  /** What we tell Alertmanager ourselves while a run is on; what it inhibits is acted upon. */
  public static final String IN_PROGRESS = "RemediationInProgress";

  /** What Alertmanager says of one alert. */
  public enum Answer {
    FIRING,
    GONE,
    UNKNOWN
  }

  public AlertmanagerState {
    present = Map.copyOf(present);
    authors = Map.copyOf(authors);
    others = Map.copyOf(others);
    muted = Map.copyOf(muted);
  }

  /**
   * Whether an alert with exactly these labels is there.
   *
   * @param since an Alertmanager that started later may simply not have been told yet, so its
   *     silence proves nothing
   */
  public Answer of(Labels labels, Instant since) {
    if (present.containsKey(labels)) {
      return Answer.FIRING;
    }
    return complete && startedAt.isBefore(since) ? Answer.GONE : Answer.UNKNOWN;
  }

  /**
   * Why nobody is notified about an alert; empty when somebody would be.
   *
   * @param receiver the name that we have in Alertmanager's configuration
   */
  public Optional<Hold> held(Labels labels, String receiver, Instant now) {
    JsonNode alert = present.get(labels);
    if (alert == null) {
      return Optional.empty();
    }
    JsonNode status = alert.path("status");
    return silenced(status)
        .map(author -> new Hold(Hold.Kind.SILENCED, author))
        .or(() -> inhibited(labels, status).map(by -> new Hold(Hold.Kind.INHIBITED, by)))
        .or(() -> muting(labels, status, receiver, now).map(by -> new Hold(Hold.Kind.MUTED, by)));
  }

  private Optional<String> silenced(JsonNode status) {
    return status
        .path("silencedBy")
        .valueStream()
        .map(id -> authors.getOrDefault(id.asText(), "somebody"))
        .filter(author -> !author.equals(US))
        .findFirst();
  }

  /** Alertmanager names one of those that inhibit; where that is ours there may be another one. */
  private Optional<String> inhibited(Labels labels, JsonNode status) {
    for (JsonNode fingerprint : status.path("inhibitedBy")) {
      Labels by = others.get(fingerprint.asText());
      if (by == null) {
        return Optional.of("another alert (" + fingerprint.asText() + ")");
      }
      if (!isOurs(by)) {
        return Optional.of(shown(by));
      }
      List<Labels> all = others.values().stream().filter(other -> !isOurs(other)).toList();
      Optional<Labels> another = rules.inhibitor(labels, all);
      if (another.isPresent()) {
        return another.map(AlertmanagerState::shown);
      }
    }
    return Optional.empty();
  }

  private static boolean isOurs(Labels alert) {
    return alert.get("alertname").equals(IN_PROGRESS);
  }

  private static String shown(Labels alert) {
    return Stream.of("alertname", "instance", "severity")
        .map(alert::get)
        .filter(value -> !value.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private Optional<String> muting(Labels labels, JsonNode status, String receiver, Instant now) {
    Set<String> names = new TreeSet<>(rules.muting(labels, receiver, now));
    status.path("mutedBy").forEach(name -> names.add(name.asText()));
    names.addAll(muted.getOrDefault(labels, Set.of()));
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
  }

  /** Both together. */
  AlertmanagerState and(AlertmanagerState other) {
    Instant youngest = startedAt.isAfter(other.startedAt) ? startedAt : other.startedAt;
    return new AlertmanagerState(
        joined(present, other.present),
        joined(authors, other.authors),
        joined(others, other.others),
        rules == AlertmanagerRules.NONE ? other.rules : rules,
        joined(muted, other.muted),
        youngest,
        complete && other.complete);
  }

  private static <K, V> Map<K, V> joined(Map<K, V> mine, Map<K, V> theirs) {
    Map<K, V> all = new HashMap<>(theirs);
    all.putAll(mine);
    return all;
  }

  /** The same, knowing that somebody did not answer. */
  AlertmanagerState partial() {
    return new AlertmanagerState(present, authors, others, rules, muted, startedAt, false);
  }
}
