package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.settings.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Examines Alertmanager's tree of routes, as far as it leads to Promansible. */
final class AlertmanagerRouteCheck {
  private static final Duration GRACE_LEAST = Duration.ofMinutes(2);
  // Alertmanager's default.
  private static final String GROUP_WAIT = "30s";

  /** Takes the findings. */
  @FunctionalInterface
  interface FindingSink {
    /**
     * Takes one finding.
     *
     * @param loses whether alerts do not reach Promansible or people because of it
     */
    void say(boolean loses, String where, String what);
  }

  private final Set<String> ours;
  private final FindingSink sayer;
  private boolean watchdog;

  /**
   * An examination with Promansible's receivers.
   *
   * @param ours the names of receivers that notify only Promansible
   */
  AlertmanagerRouteCheck(Set<String> ours, FindingSink sayer) {
    this.ours = ours;
    this.sayer = sayer;
  }

  /** Examines the tree from its root. */
  void of(JsonNode root) {
    route("route", root, "", GROUP_WAIT);
    rest(root);
  }

  /** Examines a route and those below; a route inherits what it does not set. */
  private void route(String where, JsonNode route, String receiver, String groupWait) {
    String own = route.path("receiver").asText(receiver);
    String wait = route.path("group_wait").asText(groupWait);
    List<JsonNode> children = route.path("routes").valueStream().toList();
    if (ours.contains(own) && matchers(route).contains("Watchdog")) {
      watchdog = true;
    }
    for (int i = 0; i < children.size(); i++) {
      String at = where + ".routes[" + i + "]";
      JsonNode child = children.get(i);
      if (ours.contains(child.path("receiver").asText(own))
          && !matchers(child).contains("Watchdog")) {
        after(at, child, children.subList(i + 1, children.size()), own, wait);
      }
      route(at, child, own, wait);
    }
  }

  /** Examines whether people, too, get the alerts of a route to Promansible, and whether later. */
  private void after(
      String at, JsonNode mine, List<JsonNode> later, String receiver, String groupWait) {
    if (!mine.path("continue").asBoolean(false)) {
      sayer.say(true, at, "lacks continue: true, so nobody but Promansible hears of its alerts");
      return;
    }
    List<JsonNode> people =
        later.stream()
            .filter(r -> !ours.contains(r.path("receiver").asText(receiver)))
            .filter(r -> open(r) || matchers(r).equals(matchers(mine)))
            .toList();
    if (people.isEmpty()) {
      sayer.say(
          true,
          at,
          "has no route behind it with the same matchers, or none, that tells people: alerts that no other route matches are heard by nobody else");
      return;
    }
    boolean grace =
        people.stream()
            .map(r -> r.path("group_wait").asText(groupWait))
            .anyMatch(AlertmanagerRouteCheck::isGrace);
    if (!grace) {
      sayer.say(
          false,
          at,
          "no route behind it waits (group_wait: 10m), so people are paged before a remediation can help");
    }
    if (!mine.path("group_by").toString().contains("\"...\"")) {
      sayer.say(
          false,
          at,
          "groups alerts, so a further one waits for group_interval; set group_by: ['...'], Promansible gathers hosts itself");
    }
  }

  private void rest(JsonNode root) {
    if (ours.contains(root.path("receiver").asText())) {
      sayer.say(
          true,
          "route",
          "its receiver, which hears what no route matches, is Promansible: let it be one of people");
    }
    if (!watchdog) {
      sayer.say(
          false,
          "route",
          "no route sends the alert Watchdog to Promansible, so PromansibleWebhookSilent cannot tell when the way is cut");
    }
  }

  private static boolean isGrace(String wait) {
    try {
      return Durations.parse(wait).compareTo(GRACE_LEAST) >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a route takes every alert. */
  private static boolean open(JsonNode route) {
    return route.path("matchers").isEmpty()
        && route.path("match").isEmpty()
        && route.path("match_re").isEmpty();
  }

  private static String matchers(JsonNode route) {
    return route.path("matchers") + " " + route.path("match") + " " + route.path("match_re");
  }
}
