package io.promansible.portal.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.config.CurrentConfiguration;
import io.promansible.health.Check;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Secrets;
import io.promansible.node.Nodes;
import io.promansible.portal.Specs;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Puts the page of the service's own state together. */
@Singleton
final class StatusView {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Check> checks;
  private final Nodes nodes;
  private final CurrentConfiguration configuration;
  private final LiveInventory inventory;
  private final AnsibleVersion ansible;
  private final Clock clock;

  StatusView(
      List<Check> checks,
      Nodes nodes,
      CurrentConfiguration configuration,
      LiveInventory inventory,
      AnsibleVersion ansible,
      Clock clock) {
    this.checks = checks;
    this.nodes = nodes;
    this.configuration = configuration;
    this.inventory = inventory;
    this.ansible = ansible;
    this.clock = clock;
  }

  StatusPage of(Principal caller, List<StatusPage.Finding> findings) {
    List<StatusPage.CheckOf> seen =
        checks.stream()
            .sorted(Comparator.comparing(Check::fatal).reversed().thenComparing(Check::name))
            .map(check -> {
              String trouble = check.now().orElse("");
              return new StatusPage.CheckOf(
                  check.name().replace('_', ' '),
                  trouble.isEmpty()
                      ? Status.good("well")
                      : check.fatal() ? Status.bad("not ready") : Status.wait("trouble"),
                  trouble);
            })
            .toList();
    boolean admin = caller.everywhere(AccessRole.ADMIN);
    return new StatusPage(
        seen.stream().noneMatch(check -> check.status().kind().equals("bad")),
        seen,
        nodes(),
        versions(),
        admin ? settings() : "",
        admin ? configuration.get().warnings() : List.of(),
        findings,
        admin);
  }

  private List<StatusPage.Node> nodes() {
    return nodes.all().stream()
        .map(node ->
            new StatusPage.Node(
                node.name(),
                node.alive() ? Status.good("alive") : Status.bad("silent"),
                When.of(node.seenAt(), clock.instant()),
                When.of(node.configurationReadAt(), clock.instant()),
                node.running()))
        .toList();
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    String own = StatusView.class.getPackage().getImplementationVersion();
    versions.put("Promansible", own == null ? "unknown" : own);
    versions.put("Java", Runtime.version().toString());
    versions.put("Ansible", ansible.version());
    versions.put("Database", configuration.get().database().url().replaceFirst("[?;].*", ""));
    return versions;
  }

  /** The configuration in force, with stars for what has a secret name. */
  String settings() {
    Object tree =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(configuration.get().effective());
    JsonNode shown = Secrets.masked(JSON.valueToTree(tree), inventory.secretNames());
    return Specs.yaml(shown);
  }
}
