package io.promansible.portal.operation;

import io.promansible.access.Principal;
import io.promansible.config.CurrentConfiguration;
import io.promansible.handler.Handlers;
import io.promansible.history.AlertFilter;
import io.promansible.history.AlertHistory;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.identity.Accounts;
import io.promansible.inventory.LiveInventory;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;

/** The checklist of the first start, which ticks itself by what is there. */
@Singleton
final class Welcome {
  private final Accounts accounts;
  private final LiveInventory inventory;
  private final AlertHistory received;
  private final RunHistory history;
  private final CurrentConfiguration configuration;
  private final Supplier<Handlers> handlers;

  Welcome(
      Accounts accounts,
      LiveInventory inventory,
      AlertHistory received,
      RunHistory history,
      CurrentConfiguration configuration,
      Supplier<Handlers> handlers) {
    this.accounts = accounts;
    this.inventory = inventory;
    this.received = received;
    this.history = history;
    this.configuration = configuration;
    this.handlers = handlers;
  }

  WelcomePage of(Principal caller) {
    List<WelcomePage.Step> steps = List.of(admin(), hosts(), alerts(), handler(), run());
    return new WelcomePage(steps, steps.stream().allMatch(WelcomePage.Step::done));
  }

  private WelcomePage.Step admin() {
    return new WelcomePage.Step(
        !accounts.all().isEmpty(),
        "An admin",
        "Somebody who may change everything has an account.",
        "",
        "/people",
        "People");
  }

  private WelcomePage.Step hosts() {
    int hosts = inventory.current().map(c -> c.served().inventory().hosts().size()).orElse(0);
    return new WelcomePage.Step(
        hosts > 0,
        "Hosts",
        hosts > 0
            ? "The inventory has " + hosts + " hosts."
            : "Name your inventory in the configuration under inventory.sources, then reload.",
        hosts > 0 ? "" : "inventory:\n  sources: [/etc/ansible/hosts]",
        "/inventory",
        "Inventory");
  }

  private WelcomePage.Step alerts() {
    boolean some = !received.page(AlertFilter.ALL, 1).isEmpty();
    return new WelcomePage.Step(
        some,
        "Alertmanager tells us",
        some
            ? "Alerts arrive."
            : "Make a token with the role webhook, write it to the file below, add the receiver to alertmanager.yml, and send the test alert of the page Status.",
        some ? "" : receiver(),
        "/tokens",
        "Make the token");
  }

  private WelcomePage.Step handler() {
    int answering = handlers.get().all().size();
    return new WelcomePage.Step(
        answering > 0,
        "A handler",
        answering > 0
            ? answering + " handlers say which role answers which alert."
            : "A handler says which role answers which alert. Begin in the mode observe: it tells what it would do, and does nothing.",
        "",
        "/alert-types",
        "Alert types");
  }

  private WelcomePage.Step run() {
    return new WelcomePage.Step(
        !history.page(RunFilter.ALL, 1).isEmpty(),
        "A first run",
        "Run a role by hand in check mode: nothing is changed, and you see a log.",
        "",
        "/roles/ping",
        "The role ping");
  }

  private String receiver() {
    return """
    receivers:
      - name: promansible
        webhook_configs:
          - url: %s/api/v1/alerts
            send_resolved: true
            http_config:
              authorization: {credentials_file: /etc/alertmanager/promansible.token}\
    """
        .formatted(configuration.get().externalUrl().toString().replaceFirst("/$", ""));
  }
}
