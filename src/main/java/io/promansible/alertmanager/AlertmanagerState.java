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
 * What Alertmanager had at one moment, from one member or several.
 *
 * @param present its alerts by their labels, as its API gives them
 * @param authors the authors of the silences that apply to these alerts, by the silence's id
 * @param others all its alerts by fingerprint; empty if no alert is inhibited
 * @param rules its configuration, as far as it can be read
 * @param muted the time intervals that mute an alert in all groups of our receiver (0.28 and newer)
 * @param startedAt when the youngest member started
 * @param complete whether every member answered; if not, another may have an alert that is missing
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
   * The author of the silences that Promansible makes during runs; they hold nothing back. No user
   * has this name, which amtool would give as the author.
   */
  public static final String US = "promansible (while a run is on)";

  /** Promansible's own alert while a run is on; an alert that it inhibits may be acted upon. */
  public static final String IN_PROGRESS = "RemediationInProgress";

  /** Whether Alertmanager has an alert. */
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
   * Whether Alertmanager has an alert with exactly these labels.
   *
   * @param since an Alertmanager that started later may not have the alert yet, so that its lack
   *     proves nothing
   */
  public Answer of(Labels labels, Instant since) {
    if (present.containsKey(labels)) {
      return Answer.FIRING;
    }
    return complete && startedAt.isBefore(since) ? Answer.GONE : Answer.UNKNOWN;
  }

  /**
   * What holds back an alert's notifications; empty when nothing does.
   *
   * @param receiver Promansible's receiver in Alertmanager's configuration
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

  /** Alertmanager names one inhibiting alert; if that is our own, another one may inhibit, too. */
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

  /** The states of two members as one. */
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

  /** This state, when another member did not answer. */
  AlertmanagerState partial() {
    return new AlertmanagerState(present, authors, others, rules, muted, startedAt, false);
  }
}
