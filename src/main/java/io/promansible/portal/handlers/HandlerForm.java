package io.promansible.portal.handlers;

import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.catalog.HandlerCatalog;
import io.promansible.catalog.HandlerRepository;
import io.promansible.fault.InputFault;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.intake.HandlerChanges;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.portal.Specs;
import io.promansible.report.Explanation;
import io.promansible.scope.VisibleAlerts;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The form that makes or changes a handler. */
@Singleton
final class HandlerForm {
  private final HandlerChanges changes;
  private final HandlerCatalog catalog;
  private final HandlerRepository stored;
  private final RoleCatalog roles;
  private final VisibleAlerts alerts;
  private final HandlerTrial trial;

  HandlerForm(
      HandlerChanges changes,
      HandlerCatalog catalog,
      HandlerRepository stored,
      RoleCatalog roles,
      VisibleAlerts alerts,
      HandlerTrial trial) {
    this.changes = changes;
    this.catalog = catalog;
    this.stored = stored;
    this.roles = roles;
    this.alerts = alerts;
    this.trial = trial;
  }

  /** The form for an alert that there was. */
  HandlerEdit ofAlert(Principal caller, UUID id) {
    Episode alert = alerts.find(caller, id);
    return ofName(alert.alertname(), answering(alert.alertname()));
  }

  /** The form for alerts of a name. */
  HandlerEdit ofName(String alertname, List<String> picked) {
    String spec =
        """
        matchers: ['alertname="%s"']
        roles: [%s]
        mode: observe
        """
            .formatted(
                alertname.replace("'", "''").replace("\"", "\\\""),
                picked.isEmpty()
                    ? roles.names(Kind.ALERT).stream().findFirst().orElse("")
                    : String.join(", ", picked));
    String name = alertname.replaceAll("[^A-Za-z0-9_.-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return edit(name.isEmpty() ? "handler" : name, spec, List.of(), null);
  }

  private List<String> answering(String alertname) {
    return roles.all().stream()
        .filter(role -> role.meta().alerts().contains(alertname))
        .map(role -> role.name())
        .toList();
  }

  /** The form of a handler that somebody made. */
  HandlerEdit ofStored(String name) {
    return edit(
        name, stored.findById(name).map(row -> Specs.yaml(row.spec())).orElse(""), List.of(), null);
  }

  /** The form as somebody filled it in, with what it would have done, or what is wrong. */
  HandlerEdit tried(String name, String spec, String labels) {
    try {
      Handler handler = changes.tried(requireName(name), Specs.read(spec));
      Handlers alone = new Handlers(List.of(handler), catalog.handlers().overall());
      return new HandlerEdit(
          name,
          !stored.existsById(name),
          spec,
          List.of(),
          roles.names(Kind.ALERT),
          trial.replay(alone),
          labels,
          labels.isBlank() ? List.of() : trial.about(alone, Specs.read(labels)));
    } catch (InputFault e) {
      return edit(name, spec, faults(e), null);
    }
  }

  /**
   * Puts it in force.
   *
   * @return whether it is new
   * @throws InputFault with all that is wrong with it
   */
  boolean save(String name, String spec, Principal caller) {
    return changes.put(requireName(name), Specs.read(spec), caller.name());
  }

  private static String requireName(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}") || name.equals("new")) {
      throw new InputFault("name", "must be letters, digits, '_', '-' and '.'");
    }
    return name;
  }

  private HandlerEdit edit(
      String name, String spec, List<String> faults, Explanation.@Nullable Replayed replayed) {
    return new HandlerEdit(
        name,
        !stored.existsById(name),
        spec,
        faults,
        roles.names(Kind.ALERT),
        replayed,
        "",
        List.of());
  }

  /** What is wrong, a sentence each. */
  static List<String> faults(InputFault fault) {
    return fault.texts().stream()
        .map(text -> text.replaceFirst("^body:?\\d*:? *(handlers\\[0\\]\\.?)?", ""))
        .toList();
  }

  /** Names with commas between them. */
  static List<String> names(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
