package io.promansible.portal.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The episodes of an alert: as rows, as bars of thirty days, and as Alertmanager would send one.
 */
final class Episodes {
  private static final Duration SHOWN = Duration.ofDays(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Episodes() {}

  static List<AlertPage.Before> rows(Episode here, List<Episode> all, Instant now) {
    return all.stream()
        .map(row ->
            new AlertPage.Before(
                row.id().toString(),
                row.id().equals(here.id()),
                Status.of(row),
                When.of(row.startsAt(), now),
                When.span(Duration.between(row.startsAt(), end(row, now)).abs())))
        .toList();
  }

  private static Instant end(Episode row, Instant now) {
    return Objects.requireNonNullElse(row.resolvedAt(), now);
  }

  /** The bars of the newest episodes. */
  static AlertPage.Strip strip(List<Episode> all, Instant now) {
    Instant since = now.minus(SHOWN);
    List<Episode> late = all.stream().filter(row -> end(row, now).isAfter(since)).toList();
    Duration fired = Duration.ZERO;
    for (Episode row : late) {
      fired = fired.plus(Duration.between(later(row.startsAt(), since), end(row, now)).abs());
    }
    return new AlertPage.Strip(
        late.stream().map(row -> bar(row, since, now)).toList(),
        "it fired %s in the last 30 days, for %s altogether"
            .formatted(late.size() == 1 ? "once" : late.size() + " times", When.span(fired)));
  }

  private static AlertPage.Bar bar(Episode row, Instant since, Instant now) {
    long hours = SHOWN.toHours();
    long at =
        Math.clamp(Duration.between(since, later(row.startsAt(), since)).toHours(), 0, hours - 3);
    long to = Math.clamp(Duration.between(since, end(row, now)).toHours(), 0, hours);
    // Three hours at least, so that a short episode can be seen.
    return new AlertPage.Bar(at, Math.max(3, to - at), "bad");
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** A notification with this alert only. */
  static String raw(Episode row) {
    ObjectNode body = JSON.createObjectNode();
    body.put("version", "4");
    body.put("receiver", "promansible");
    body.put("status", row.firing() ? "firing" : "resolved");
    ObjectNode alert = body.putArray("alerts").addObject();
    alert.put("status", row.firing() ? "firing" : "resolved");
    alert.set("labels", JSON.valueToTree(row.labelSet().values()));
    alert.set("annotations", JSON.valueToTree(row.annotationSet().values()));
    alert.put("startsAt", row.startsAt().toString());
    alert.put(
        "endsAt", row.resolvedAt() == null ? "0001-01-01T00:00:00Z" : row.resolvedAt().toString());
    alert.put("generatorURL", row.generatorUrl());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }
}
