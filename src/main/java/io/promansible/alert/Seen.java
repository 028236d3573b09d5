package io.promansible.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.label.Labels;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Alertmanager had at one moment.
 *
 * @param present its alerts as its API tells them
 * @param authors who made the silences that hold any of them, by the silence's id
 * @param startedAt when the youngest member started
 * @param complete whether every member answered: else what is absent may be with another
 */
public record Seen(
    Map<Labels, JsonNode> present,
    Map<String, String> authors,
    Instant startedAt,
    boolean complete) {
  /** The author of silences that belong to a run; they are no reason not to act. */
  public static final String US = "promansible";

  /** What Alertmanager says of one alert. */
  public enum Answer {
    FIRING,
    GONE,
    UNKNOWN
  }

  /** Copies. */
  public Seen {
    present = Map.copyOf(present);
    authors = Map.copyOf(authors);
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

  /** Which person silenced an alert, if somebody did. */
  public Optional<String> silencedBy(Labels labels) {
    JsonNode alert = present.get(labels);
    return alert == null
        ? Optional.empty()
        : alert
            .path("status")
            .path("silencedBy")
            .valueStream()
            .map(id -> authors.getOrDefault(id.asText(), "somebody"))
            .filter(author -> !author.equals(US))
            .findFirst();
  }

  /** Both together. */
  Seen and(Seen other) {
    Map<Labels, JsonNode> all = new HashMap<>(other.present);
    all.putAll(present);
    Map<String, String> both = new HashMap<>(other.authors);
    both.putAll(authors);
    Instant youngest = startedAt.isAfter(other.startedAt) ? startedAt : other.startedAt;
    return new Seen(all, both, youngest, complete && other.complete);
  }

  /** The same, knowing that somebody did not answer. */
  Seen partial() {
    return new Seen(present, authors, startedAt, false);
  }
}
