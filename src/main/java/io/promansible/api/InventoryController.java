package io.promansible.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.database.Chunks;
import io.promansible.door.RequiresRole;
import io.promansible.facts.HostFacts;
import io.promansible.facts.HostFactsRepository;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Secrets;
import io.promansible.inventory.ServedInventory;
import io.promansible.play.UnsafeVars;
import io.promansible.scope.VisibleHosts;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/inventory}: the inventory for Ansible, and targets for Prometheus' HTTP discovery.
 */
@Controller("/api/v1/inventory")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.INVENTORY)
final class InventoryController {
  private static final int EXPORTER_PORT = 9100;
  private static final int PORT_MAX = 65_535;
  // Hosts whose facts are read at once: those of one host may take megabytes.
  private static final int CHUNK = 50;

  private static final ObjectMapper JSON = new ObjectMapper();
  private final LiveInventory inventory;
  private final HostFactsRepository facts;
  private final Clock clock;
  private final VisibleHosts visible;

  InventoryController(
      LiveInventory inventory, HostFactsRepository facts, Clock clock, VisibleHosts visible) {
    this.inventory = inventory;
    this.facts = facts;
    this.clock = clock;
    this.visible = visible;
  }

  /** The answer to {@code --list}, with {@code _meta.hostvars}; secrets are masked. */
  @Get(produces = MediaType.APPLICATION_JSON)
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    if (!visible.all(caller)) {
      return HttpResponse.ok(visible.list(caller));
    }
    ServedInventory served = inventory.get().served();
    HttpHeaders headers = request.getHeaders();
    if (served.etag().equals(headers.get(HttpHeaders.IF_NONE_MATCH))) {
      return HttpResponse.notModified().header(HttpHeaders.ETAG, served.etag());
    }
    String accepted = headers.get(HttpHeaders.ACCEPT_ENCODING);
    boolean zipped = accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    var response =
        HttpResponse.ok(zipped ? served.compressedList() : served.list())
            .header(HttpHeaders.ETAG, served.etag())
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
            .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    return zipped ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response;
  }

  /** The answer to {@code --host}: the variables of one host. */
  @Get("/hosts/{host}")
  JsonNode host(String host, Principal caller) {
    visible.require(caller, host);
    return inventory
        .get()
        .served()
        .host(host)
        .orElseThrow(() ->
            new HttpStatusException(
                HttpStatus.NOT_FOUND, "no host '" + host + "' in the inventory"));
  }

  /**
   * The inventory with the kept facts of each host, such as {@code ansible_distribution}, so that
   * plays need not gather them. Facts are marked unsafe: no template in them runs.
   */
  @Get(value = "/with-facts", produces = MediaType.APPLICATION_JSON)
  byte[] withFacts(Principal caller) {
    try {
      JsonNode whole = visible.list(caller);
      JsonNode hostvars = whole.path("_meta").path("hostvars");
      List<String> hosts = hostvars.propertyStream().map(Map.Entry::getKey).toList();
      for (List<String> some : Chunks.of(hosts, CHUNK)) {
        for (HostFacts one : facts.of(some)) {
          addPlain(one, (ObjectNode) hostvars.path(one.host()));
        }
      }
      return JSON.writeValueAsBytes(whole);
    } catch (IOException e) {
      throw new IllegalStateException("what we serve as JSON is not", e);
    }
  }

  private static void addPlain(HostFacts one, ObjectNode vars) throws JsonProcessingException {
    for (Map.Entry<String, JsonNode> fact : JSON.readTree(one.facts()).properties()) {
      String name = "ansible_" + fact.getKey();
      if (!vars.has(name) && HostFacts.PLAIN.contains(fact.getKey())) {
        vars.set(name, UnsafeVars.tree(fact.getValue()));
      }
    }
  }

  /** The facts of a host, as Ansible last gathered them. */
  record FactsView(String host, Instant gatheredAt, long ageSeconds, JsonNode facts) {}

  @Get("/hosts/{host}/facts")
  FactsView facts(String host, Principal caller) throws IOException {
    visible.require(caller, host);
    HostFacts known =
        facts
            .findById(host)
            .orElseThrow(() ->
                new HttpStatusException(
                    HttpStatus.NOT_FOUND,
                    "no facts of '%s' are known; the role gather_facts gathers them"
                        .formatted(host)));
    long age = Duration.between(known.gatheredAt(), clock.instant()).toSeconds();
    return new FactsView(
        host,
        known.gatheredAt(),
        Math.max(0, age),
        Secrets.masked(JSON.readTree(known.facts()), inventory.secretNames()));
  }

  /** Targets for Prometheus' http_sd_configs. */
  @Get("/targets{?group,port}")
  JsonNode targets(@Nullable String group, @Nullable Integer port, Principal caller) {
    if (port != null && (port < 1 || port > PORT_MAX)) {
      throw new InputFault("port", "must be from 1 to 65535");
    }
    return inventory
        .get()
        .served()
        .targets(
            Optional.ofNullable(group),
            port == null ? EXPORTER_PORT : port,
            host -> visible.sees(caller, host));
  }
}
