package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.InputFault;
import java.nio.file.Path;
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
 * Finds what in {@code alertmanager.yml} would lose alerts, by Alertmanager's documentation of its
 * configuration: https://prometheus.io/docs/alerting/latest/configuration/
 */
public final class AlertmanagerConfig {
  private static final ObjectMapper JSON = new ObjectMapper();
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

  private AlertmanagerConfig(JsonNode tree, boolean tokens, OptionalInt port) {
    this.tree = tree;
    this.tokens = tokens;
    this.port = port;
  }

  /**
   * All findings about a configuration.
   *
   * @param tokens whether Promansible wants a token
   * @throws InputFault when it is not YAML
   */
  public static List<Advice> examine(String name, String text, boolean tokens) {
    return examine(name, text, tokens, OptionalInt.empty());
  }

  /**
   * All findings about a configuration, also about ports in addresses of this machine.
   *
   * @param port the port on which Promansible listens, compared with addresses of this machine
   */
  public static List<Advice> examine(String name, String text, boolean tokens, OptionalInt port) {
    try {
      AlertmanagerConfig config = new AlertmanagerConfig(tree(text), tokens, port);
      config.receivers();
      if (!config.ours.isEmpty()) {
        new AlertmanagerRouteCheck(config.ours, config::say).of(config.tree.path("route"));
      }
      return config.advice;
    } catch (YAMLException e) {
      throw new InputFault(name, "not YAML: " + e.getMessage());
    }
  }

  private static JsonNode tree(String text) {
    return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  /** The files with the tokens of webhooks to Promansible; empty when the text is no YAML. */
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

  /** Finds a webhook to this machine at another port than Promansible's. */
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
        // Newer Alertmanagers hide the address in their API; then the receiver's name decides.
        String url = webhook.path("url").asText().replaceFirst("[/?].*?$", "");
        boolean path = webhook.path("url").asText().matches(ADDRESS);
        if (path || (!url.startsWith("http") && name.contains("promansible"))) {
          sends = true;
          // A receiver that also pages people needs no further route, so it is left out.
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

  private void say(boolean loses, String where, String what) {
    advice.add(new Advice(loses, where, what + CURE));
  }
}
