package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.InputFault;
import io.promansible.settings.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads {@code alertmanager.yml} for what would lose alerts, as told in Alertmanager's
 * documentation of its configuration: https://prometheus.io/docs/alerting/latest/configuration/
 */
public final class AlertmanagerConfig {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GRACE_LEAST = Duration.ofMinutes(2);
  private static final String GROUP_WAIT = "30s";
  private static final List<String> CREDENTIALS =
      List.of("authorization", "basic_auth", "oauth2", "bearer_token", "bearer_token_file");
  private static final String ADDRESS = ".*/api/v1/alerts/?(\\?.*)?";
  private static final String CURE = "; see alertmanager/alertmanager.yml";

  private final JsonNode tree;
  private final boolean tokens;
  private final OptionalInt port;
  private final Set<String> ours = new HashSet<>();
  private final List<Advice> advice = new ArrayList<>();
  private boolean sends;
  private boolean watchdog;

  private AlertmanagerConfig(JsonNode tree, boolean tokens, OptionalInt port) {
    this.tree = tree;
    this.tokens = tokens;
    this.port = port;
  }

  /**
   * All that is worth saying.
   *
   * @param tokens whether Promansible wants a token
   * @throws InputFault when it is not YAML
   */
  public static List<Advice> examine(String name, String text, boolean tokens) {
    return examine(name, text, tokens, OptionalInt.empty());
  }

  /**
   * The same.
   *
   * @param port on which Promansible listens, for addresses of this machine
   */
  public static List<Advice> examine(String name, String text, boolean tokens, OptionalInt port) {
    try {
      AlertmanagerConfig config = new AlertmanagerConfig(tree(text), tokens, port);
      config.receivers();
      if (!config.ours.isEmpty()) {
        config.route("route", config.tree.path("route"), "", GROUP_WAIT);
        config.rest();
      }
      return config.advice;
    } catch (YAMLException e) {
      throw new InputFault(name, "not YAML: " + e.getMessage());
    }
  }

  private static JsonNode tree(String text) {
    return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  /** The files that webhooks to Promansible take their token from; none when it is not YAML. */
  public static Set<Path> credentialsFiles(String text) {
    Set<Path> files = new TreeSet<>();
    try {
      for (JsonNode receiver : tree(text).path("receivers")) {
        for (JsonNode webhook : receiver.path("webhook_configs")) {
          String file = webhook.at("/http_config/authorization/credentials_file").asText();
          if (!file.isEmpty() && webhook.path("url").asText().matches(ADDRESS)) {
            files.add(Path.of(file));
          }
        }
      }
    } catch (YAMLException e) {
      return Set.of();
    }
    return files;
  }

  /** An address of this machine at another port is nobody's, or somebody else's. */
  private void port(String where, String url) {
    Matcher local =
        Pattern.compile("https?://(?:localhost|127[0-9.]*|\\[::1])(?::(\\d+))?/.*").matcher(url);
    if (port.isPresent() && local.matches()) {
      int there = local.group(1) == null ? 80 : Integer.parseInt(local.group(1));
      if (there != port.getAsInt()) {
        say(
            true,
            where,
            "sends to port %d of this machine, but Promansible listens on %d (listen)"
                .formatted(there, port.getAsInt()));
      }
    }
  }

  private void receivers() {
    for (JsonNode receiver : tree.path("receivers")) {
      String name = receiver.path("name").asText();
      for (JsonNode webhook : receiver.path("webhook_configs")) {
        // Newer Alertmanagers hide the address in their API; then the name must do.
        String url = webhook.path("url").asText().replaceFirst("[/?].*?$", "");
        boolean path = webhook.path("url").asText().matches(ADDRESS);
        if (path || (!url.startsWith("http") && name.contains("promansible"))) {
          sends = true;
          // A receiver that pages people as well tells them itself.
          if (receiver.size() == 2 && receiver.path("webhook_configs").size() == 1) {
            ours.add(name);
          }
          webhook("receiver " + name, webhook);
        }
      }
    }
    if (!sends) {
      say(
          true,
          "receivers",
          "none sends to Promansible (a webhook_config with a url that ends in /api/v1/alerts)");
    }
  }

  private void webhook(String where, JsonNode webhook) {
    port(where, webhook.path("url").asText());
    if (webhook.path("max_alerts").asInt(0) != 0) {
      say(
          true,
          where,
          "max_alerts: %d cuts off all further alerts of a notification; set it to 0"
              .formatted(webhook.path("max_alerts").asInt()));
    }
    if (!webhook.path("send_resolved").asBoolean(true)) {
      say(
          true,
          where,
          "send_resolved: false, so it never tells that an alert is over; set it to true");
    }
    JsonNode http = webhook.path("http_config");
    JsonNode general = tree.path("global").path("http_config");
    if (http.path("follow_redirects").asBoolean(general.path("follow_redirects").asBoolean(true))) {
      say(
          false,
          where,
          "a redirect would turn the POST into a GET that counts as delivered; set http_config.follow_redirects: false");
    }
    boolean known = webhook.path("url").asText().matches("https?://[^/]*@.*");
    if (tokens && !known && !authorized(http) && !authorized(general)) {
      say(
          true,
          where,
          "has no http_config.authorization, but Promansible has access.tokens and will answer 401");
    }
  }

  private static boolean authorized(JsonNode http) {
    return CREDENTIALS.stream().anyMatch(http::has);
  }

  /** Walks the tree of routes; what a route does not say it takes from the one above. */
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

  /** Who hears of the alerts of our route beside us. */
  private void after(
      String at, JsonNode mine, List<JsonNode> later, String receiver, String groupWait) {
    if (!mine.path("continue").asBoolean(false)) {
      say(true, at, "lacks continue: true, so nobody but Promansible hears of its alerts");
      return;
    }
    List<JsonNode> people =
        later.stream()
            .filter(r -> !ours.contains(r.path("receiver").asText(receiver)))
            .filter(r -> open(r) || matchers(r).equals(matchers(mine)))
            .toList();
    if (people.isEmpty()) {
      say(
          true,
          at,
          "has no route behind it with the same matchers, or none, that tells people: alerts that no other route matches are heard by nobody else");
      return;
    }
    boolean grace =
        people.stream()
            .map(r -> r.path("group_wait").asText(groupWait))
            .anyMatch(AlertmanagerConfig::isGrace);
    if (!grace) {
      say(
          false,
          at,
          "no route behind it waits (group_wait: 10m), so people are paged before a remediation can help");
    }
    if (!mine.path("group_by").toString().contains("\"...\"")) {
      say(
          false,
          at,
          "groups alerts, so a further one waits for group_interval; set group_by: ['...'], Promansible gathers hosts itself");
    }
  }

  private void rest() {
    if (ours.contains(tree.path("route").path("receiver").asText())) {
      say(
          true,
          "route",
          "its receiver, which hears what no route matches, is Promansible: let it be one of people");
    }
    if (!watchdog) {
      say(
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

  private void say(boolean loses, String where, String what) {
    advice.add(new Advice(loses, where, what + CURE));
  }
}
