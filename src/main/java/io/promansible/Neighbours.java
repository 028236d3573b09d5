package io.promansible;

import io.promansible.alert.Advice;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerConfig;
import io.promansible.alert.PrometheusClient;
import io.promansible.cli.DoctorCommand.Level;
import io.promansible.cli.DoctorCommand.Wish;
import io.promansible.fault.InputFault;
import io.promansible.inventory.HostResolver;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The doctor's look at Alertmanager and Prometheus. */
final class Neighbours {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int TOLD_MAX = 5;

  private final Configuration configuration;
  private final Wish wish;
  private final Telling telling;

  Neighbours(Configuration configuration, Wish wish, Telling telling) {
    this.configuration = configuration;
    this.wish = wish;
    this.telling = telling;
  }

  /** Whether Alertmanager's configuration would lose alerts. */
  void alertmanager() {
    boolean tokens = !configuration.access().tokens().isEmpty();
    if (wish.alertmanagerConfig().isPresent()) {
      Path file = wish.alertmanagerConfig().get();
      try {
        advise(file.toString(), Files.readString(file), tokens);
      } catch (IOException e) {
        telling.bad("alertmanager", file + " cannot be read: " + e.getMessage());
      } catch (InputFault e) {
        telling.bad("alertmanager", String.valueOf(e.getMessage()));
      }
    } else if (!configuration.alertmanager().urls().isEmpty()) {
      URI url = configuration.alertmanager().urls().getFirst();
      try (AlertmanagerClient client = new AlertmanagerClient(configuration::alertmanager)) {
        telling.attempt(
            "alertmanager", () -> advise(url.toString(), client.configuration(), tokens));
      }
    } else {
      telling.warn(
          "alertmanager",
          "alertmanager.url is not set, so a proof rests on the webhook alone; a silenced or inhibited alert never tells that it is over");
    }
  }

  private void advise(String name, String text, boolean tokens) {
    List<Advice> all = AlertmanagerConfig.examine(name, text, tokens);
    for (Advice advice : all) {
      telling.tell(
          advice.loses() ? Level.BAD : Level.WARN,
          "alertmanager",
          advice.where() + ": " + advice.what());
    }
    if (all.isEmpty()) {
      telling.good("alertmanager", name + " sends alerts here first, and to people after a grace");
    }
  }

  /** Whether Prometheus' labels name hosts. */
  void prometheus(Inventory inventory) {
    if (configuration.prometheus().isEmpty()) {
      telling.warn(
          "prometheus",
          "prometheus.url is not set, so nobody can tell whether its labels name hosts of the inventory");
      return;
    }
    try (PrometheusClient client = new PrometheusClient(configuration.prometheus().get(), ANSWER)) {
      telling.attempt("prometheus", () -> labels(client.targets(), new HostResolver(inventory)));
    }
  }

  /** An alert finds its host by a label; that of its target is what most alerts have. */
  private void labels(List<Labels> targets, HostResolver resolver) {
    List<String> strangers = new ArrayList<>();
    for (Labels target : targets) {
      if (resolver.resolve(target.get("instance")) instanceof Resolution.Unknown(var why)) {
        strangers.add("%s (job %s): %s".formatted(target.get("instance"), target.get("job"), why));
      }
    }
    telling.good(
        "prometheus",
        targets.size() - strangers.size() + " of " + targets.size() + " targets name a host");
    strangers.stream()
        .limit(TOLD_MAX)
        .forEach(stranger ->
            telling.warn(
                "prometheus",
                stranger
                    + "; if it runs on a host, add promansible_aliases to that host, or relabel instance as prometheus/prometheus.yml does"));
    if (strangers.size() > TOLD_MAX) {
      telling.warn("prometheus", "and " + (strangers.size() - TOLD_MAX) + " more such targets");
    }
  }
}
