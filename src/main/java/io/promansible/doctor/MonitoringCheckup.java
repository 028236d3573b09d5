package io.promansible.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.access.AccessRole;
import io.promansible.access.Credentials;
import io.promansible.access.Grant;
import io.promansible.access.Token;
import io.promansible.access.TokenAuthenticator;
import io.promansible.alertmanager.Advice;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.alertmanager.AlertmanagerConfig;
import io.promansible.alertmanager.PrometheusClient;
import io.promansible.alertmanager.ServiceProbe;
import io.promansible.config.Configuration;
import io.promansible.doctor.Diagnosis.Level;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Handler;
import io.promansible.http.TlsSettings;
import io.promansible.inventory.HostResolver;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import io.promansible.label.Matcher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** The doctor's look at Alertmanager and Prometheus. */
final class MonitoringCheckup {
  private static final int TOLD_MAX = 5;

  private final Configuration configuration;
  private final Doctor.Request request;
  private final DoctorReport report;

  MonitoringCheckup(Configuration configuration, Doctor.Request request, DoctorReport report) {
    this.configuration = configuration;
    this.request = request;
    this.report = report;
  }

  /** Reports whether Alertmanager's configuration would lose alerts. */
  void alertmanager() {
    boolean tokens = !configuration.access().tokens().isEmpty();
    if (request.alertmanagerConfig().isPresent()) {
      Path file = request.alertmanagerConfig().get();
      try {
        advise(file.toString(), Files.readString(file), tokens);
      } catch (IOException e) {
        report.bad("alertmanager", file + " cannot be read: " + e.getMessage());
      } catch (InputFault e) {
        report.bad("alertmanager", String.valueOf(e.getMessage()));
      }
    } else if (!configuration.alertmanager().urls().isEmpty()) {
      URI url = configuration.alertmanager().urls().getFirst();
      try (AlertmanagerClient client = new AlertmanagerClient(configuration::alertmanager)) {
        report.attempt(
            "alertmanager", () -> advise(url.toString(), client.configuration(), tokens));
      }
    } else {
      report.warn(
          "alertmanager",
          "alertmanager.url is not set, so a proof rests on the webhook alone; a silenced or inhibited alert never tells that it is over");
    }
  }

  private void advise(String name, String text, boolean tokens) {
    int port = configuration.listen().port();
    List<Advice> all =
        AlertmanagerConfig.examine(
            name, text, tokens, port == 0 ? OptionalInt.empty() : OptionalInt.of(port));
    boolean refused = tokens && credentials(text);
    for (Advice advice : all) {
      report.tell(
          advice.loses() ? Level.BAD : Level.WARN,
          "alertmanager",
          advice.where() + ": " + advice.what());
    }
    if (all.isEmpty() && !refused) {
      report.good("alertmanager", name + " sends alerts here first, and to people after a grace");
    }
  }

  /** Whether a token that Alertmanager would send from a file of this machine is refused. */
  private boolean credentials(String text) {
    boolean refused = false;
    TokenAuthenticator authenticator =
        new TokenAuthenticator(
            configuration::access,
            () -> Token.of("none", Grant.everywhere(AccessRole.VIEWER), ""),
            name -> Set.of());
    for (Path file : AlertmanagerConfig.credentialsFiles(text)) {
      if (!Files.isReadable(file)) {
        // The file may lie on another machine, or only Alertmanager may read it.
        report.warn("alertmanager", "its token file " + file + " cannot be read here");
        continue;
      }
      try {
        boolean may =
            authenticator
                .byToken(new Credentials.OfToken(null, Files.readString(file).strip()))
                .filter(who -> who.may(AccessRole.WEBHOOK))
                .isPresent();
        if (!may) {
          refused = true;
          report.bad(
              "alertmanager",
              "the token in %s is none of access.tokens with the role webhook, so its notifications are answered 401 or 403 and lost"
                  .formatted(file));
        }
      } catch (IOException e) {
        report.warn("alertmanager", file + " cannot be read: " + e.getMessage());
      }
    }
    return refused;
  }

  /** Reports whether Prometheus' labels name hosts, and its rules make the handlers' alerts. */
  void prometheus(Inventory inventory) {
    if (configuration.prometheus().url().isEmpty()) {
      report.warn(
          "prometheus",
          "prometheus.url is not set, so nobody can tell whether its labels name hosts of the inventory");
      return;
    }
    try (PrometheusClient client = new PrometheusClient(configuration.prometheus())) {
      report.attempt("prometheus", () -> labels(client.targets(), new HostResolver(inventory)));
      report.attempt("prometheus", () -> rules(client.alertnames()));
    }
  }

  /** Reports handlers whose alerts no rule makes: they never act, and nothing else would say so. */
  private void rules(Set<String> made) {
    for (Handler handler : configuration.handlers().all()) {
      List<Matcher> wanted =
          handler.matchers().all().stream().filter(m -> m.name().equals("alertname")).toList();
      boolean answered =
          made.stream()
              .map(name -> Labels.of(Map.of("alertname", name)))
              .anyMatch(labels -> wanted.stream().allMatch(m -> m.matches(labels)));
      if (!answered) {
        report.warn(
            "prometheus",
            "handler %s: none of the %d alerts that the rules make is one that it answers (%s); write the name of yours into its matchers"
                .formatted(
                    handler.name(),
                    made.size(),
                    wanted.stream().map(Matcher::toString).collect(Collectors.joining(", "))));
      }
    }
  }

  /** Reports what the running service says of itself, if it runs. */
  void service() {
    URI ready = URI.create(configuration.url() + "/-/ready");
    try (ServiceProbe probe = new ServiceProbe(configuration.tls().map(TlsSettings::certificate))) {
      boolean well = true;
      for (JsonNode check : probe.ask(ready).path("checks")) {
        well &= check.path("ok").asBoolean();
        if (!check.path("ok").asBoolean()) {
          report.warn(
              "service",
              "the service that runs says of '%s': %s"
                  .formatted(check.path("name").asText(), check.path("detail").asText()));
        }
      }
      if (well) {
        report.good("service", "runs at " + configuration.url() + ", and all its checks are well");
      }
    } catch (WorldFault e) {
      if (e.getCause() instanceof SSLException) {
        report.warn("service", "cannot be asked what it says of itself: " + e.getMessage());
      } else {
        report.good("service", "none runs at " + configuration.url());
      }
    }
  }

  /** Reports targets whose instance names no host: most alerts find their host by that label. */
  private void labels(List<Labels> targets, HostResolver resolver) {
    List<String> strangers = new ArrayList<>();
    for (Labels target : targets) {
      if (target.get("job").equals("promansible")) {
        // This target is Promansible itself, which is no host to be mended.
        continue;
      }
      // Any handler's host_from may turn the label into the name of a host.
      boolean named =
          configuration.handlers().all().stream()
              .map(Handler::hostFrom)
              .anyMatch(from ->
                  resolver.resolve(from, target.get("instance")) instanceof Resolution.Found);
      if (!named
          && resolver.resolve(target.get("instance")) instanceof Resolution.Unknown(var why)) {
        strangers.add("%s (job %s): %s".formatted(target.get("instance"), target.get("job"), why));
      }
    }
    report.good(
        "prometheus",
        targets.size() - strangers.size() + " of " + targets.size() + " targets name a host");
    strangers.stream()
        .limit(TOLD_MAX)
        .forEach(stranger ->
            report.warn(
                "prometheus",
                stranger
                    + "; if it runs on a host, add promansible_aliases to that host, or relabel instance as prometheus/prometheus.yml does"));
    if (strangers.size() > TOLD_MAX) {
      report.warn("prometheus", "and " + (strangers.size() - TOLD_MAX) + " more such targets");
    }
  }
}
