package io.promansible.scope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.fault.NotFound;
import io.promansible.inventory.LiveInventory;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The hosts of the inventory that a caller may see, or act upon. */
@Singleton
public final class VisibleHosts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String META = "_meta";
  private static final String HOSTVARS = "hostvars";

  private final LiveInventory inventory;

  VisibleHosts(LiveInventory inventory) {
    this.inventory = inventory;
  }

  /** Whether a caller may see all hosts. */
  public boolean all(Principal caller) {
    return caller.everywhere(AccessRole.INVENTORY);
  }

  /** Whether a caller may see a host, its variables and its facts. */
  public boolean sees(Principal caller, String host) {
    return caller.may(AccessRole.INVENTORY, Subject.host(host));
  }

  /**
   * Returns if a caller may see a host.
   *
   * @throws NotFound when not, or when there is none
   */
  public void require(Principal caller, String host) {
    if (!sees(caller, host)) {
      throw new NotFound("no host '" + host + "' in the inventory");
    }
  }

  /** Those of some hosts on which a caller may run roles, in the same order. */
  public Set<String> operable(
      Principal caller, Collection<String> hosts, Collection<String> roles) {
    Set<String> mine = new LinkedHashSet<>();
    for (String host : hosts) {
      if (caller.may(AccessRole.OPERATOR, new Subject(List.of(host), List.of(), roles))) {
        mine.add(host);
      }
    }
    return mine;
  }

  /** The masked inventory as {@code --list} answers it, with the hosts that a caller may see. */
  public JsonNode list(Principal caller) {
    ObjectNode whole;
    try {
      whole = (ObjectNode) JSON.readTree(inventory.get().served().list());
    } catch (IOException e) {
      throw new IllegalStateException("what we serve as JSON is not", e);
    }
    if (all(caller)) {
      return whole;
    }
    Predicate<String> seen = host -> sees(caller, host);
    ObjectNode shown = JSON.createObjectNode();
    whole.properties().stream()
        .filter(group -> !group.getKey().equals(META))
        .forEach(group -> shown.set(group.getKey(), group(group.getValue(), seen)));
    dropEmpty(shown);
    ObjectNode vars = shown.putObject(META).putObject(HOSTVARS);
    whole.path(META).path(HOSTVARS).properties().stream()
        .filter(host -> seen.test(host.getKey()))
        .forEach(host -> vars.set(host.getKey(), host.getValue()));
    return shown;
  }

  /** A group with the hosts that may be seen. */
  private static ObjectNode group(JsonNode group, Predicate<String> seen) {
    ObjectNode shown = JSON.createObjectNode();
    ArrayNode hosts = JSON.createArrayNode();
    group.path("hosts").valueStream().filter(host -> seen.test(host.asText())).forEach(hosts::add);
    if (!hosts.isEmpty()) {
      shown.set("hosts", hosts);
    }
    if (group.has("children")) {
      shown.set("children", group.get("children"));
    }
    return shown;
  }

  /** Drops groups without hosts, then parents of which nothing is left, and so on upwards. */
  private static void dropEmpty(ObjectNode shown) {
    boolean changed = true;
    while (changed) {
      for (JsonNode group : shown) {
        if (group.has("children")) {
          ArrayNode children = JSON.createArrayNode();
          group
              .get("children")
              .valueStream()
              .filter(child -> shown.has(child.asText()))
              .forEach(children::add);
          ((ObjectNode) group).set("children", children);
        }
      }
      List<String> empty =
          shown.properties().stream()
              .filter(group -> !group.getKey().equals("all"))
              .filter(group -> !group.getValue().has("hosts"))
              .filter(group -> group.getValue().path("children").isEmpty())
              .map(Map.Entry::getKey)
              .toList();
      shown.remove(empty);
      changed = !empty.isEmpty();
    }
  }
}
