package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All hosts and groups at one moment; never changed, only replaced. */
public final class Inventory {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Host> hosts;
  private final Map<String, Set<String>> groups;
  private final JsonNode tree;
  private final Instant importedAt;

  private Inventory(
      Map<String, Host> hosts, Map<String, Set<String>> groups, JsonNode tree, Instant importedAt) {
    this.hosts = Collections.unmodifiableMap(hosts);
    this.groups = Collections.unmodifiableMap(groups);
    this.tree = tree;
    this.importedAt = importedAt;
  }

  /**
   * From what {@code ansible-inventory --list} prints: groups with hosts and children, and {@code
   * _meta.hostvars}.
   */
  public static Inventory of(JsonNode list, Instant importedAt) {
    Map<String, Set<String>> members = new TreeMap<>();
    for (String group : names(list)) {
      members.put(group, membersOf(list, group));
    }
    Map<String, List<String>> groupsOf = new HashMap<>();
    Set<String> names = new LinkedHashSet<>();
    members.forEach((group, hosts) -> {
      names.addAll(hosts);
      if (!group.equals("all") && !group.equals("ungrouped")) {
        hosts.forEach(h -> groupsOf.computeIfAbsent(h, k -> new ArrayList<>()).add(group));
      }
    });
    list.path("_meta").path("hostvars").fieldNames().forEachRemaining(names::add);
    Map<String, Host> hosts = new TreeMap<>();
    for (String name : names) {
      JsonNode vars = list.path("_meta").path("hostvars").path(name);
      ObjectNode own = vars instanceof ObjectNode object ? object : JSON.createObjectNode();
      hosts.put(name, new Host(name, own, groupsOf.getOrDefault(name, List.of())));
    }
    members.put("all", new TreeSet<>(hosts.keySet()));
    return new Inventory(hosts, members, list, importedAt);
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.fieldNames().forEachRemaining(names::add);
    names.remove("_meta");
    return names;
  }

  private static Set<String> membersOf(JsonNode list, String group) {
    Set<String> members = new TreeSet<>();
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(group));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) {
        JsonNode node = list.path(next);
        // A script may answer with a bare list instead of {"hosts": […]}.
        (node.isArray() ? node : node.path("hosts")).forEach(h -> members.add(h.asText()));
        node.path("children").forEach(c -> open.push(c.asText()));
      }
    }
    return members;
  }

  /** By name. */
  public Optional<Host> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  /** All, by name. */
  public Collection<Host> hosts() {
    return hosts.values();
  }

  /** Every group with its hosts, those of child groups included; {@code all} too. */
  public Map<String, Set<String>> groups() {
    return groups;
  }

  /** As Ansible's {@code --list} has it, secrets included: never hand it out unmasked. */
  JsonNode tree() {
    return tree;
  }

  /** When it was read from its sources. */
  public Instant importedAt() {
    return importedAt;
  }

  /**
   * The inventory of one run: only these hosts, with their variables and groups, in the form that
   * Ansible's {@code yaml} inventory plugin reads (JSON is YAML).
   *
   * @param more further variables by host; they come before its own
   */
  public JsonNode restrictedTo(Collection<String> names, Map<String, ObjectNode> more) {
    ObjectNode all = JSON.createObjectNode();
    ObjectNode hostNodes = all.putObject("hosts");
    Map<String, ObjectNode> children = new LinkedHashMap<>();
    for (String name : names) {
      host(name)
          .ifPresent(host -> {
            ObjectNode vars = hostNodes.putObject(name).setAll(host.vars());
            Optional.ofNullable(more.get(name)).ifPresent(vars::setAll);
            host.groups()
                .forEach(group ->
                    children
                        .computeIfAbsent(group, g -> JSON.createObjectNode())
                        .withObjectProperty("hosts")
                        .putObject(name));
          });
    }
    ObjectNode childNodes = all.putObject("children");
    children.forEach(childNodes::set);
    return JSON.createObjectNode().set("all", all);
  }
}
