package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.settings.Nearest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** All hosts and groups at one moment; immutable. */
public final class Inventory {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Host> hosts;
  private final Map<String, Set<String>> groups;
  private final InventoryReading reading;
  private final ListedInventory listedInventory;
  private final Instant importedAt;

  private Inventory(
      Map<String, Host> hosts,
      Map<String, Set<String>> groups,
      InventoryReading reading,
      ListedInventory listedInventory,
      Instant importedAt) {
    this.hosts = Collections.unmodifiableMap(hosts);
    this.groups = Collections.unmodifiableMap(groups);
    this.reading = reading;
    this.listedInventory = listedInventory;
    this.importedAt = importedAt;
  }

  /**
   * An inventory from the output of {@code ansible-inventory --list}: groups with hosts and
   * children, and {@code _meta.hostvars}.
   */
  public static Inventory of(JsonNode list, Instant importedAt) {
    return of(InventoryReading.ofList(list), importedAt);
  }

  /** An inventory from a reading, which may also say what is resolved and what was encrypted. */
  public static Inventory of(InventoryReading reading, Instant importedAt) {
    ListedInventory listedInventory = ListedInventory.of(reading.list());
    JsonNode list = listedInventory.list();
    Map<String, Set<String>> members = listedInventory.members();
    Map<String, List<String>> groupsOf = new HashMap<>();
    Set<String> names = new LinkedHashSet<>();
    members.forEach((group, hosts) -> {
      names.addAll(hosts);
      if (!group.equals("all") && !group.equals("ungrouped")) {
        hosts.forEach(h -> groupsOf.computeIfAbsent(h, k -> new ArrayList<>()).add(group));
      }
    });
    list.path("_meta").path("hostvars").fieldNames().forEachRemaining(names::add);
    names.removeAll(listedInventory.refused().keySet());
    Map<String, Host> hosts = new TreeMap<>();
    for (String name : names) {
      JsonNode vars = list.path("_meta").path("hostvars").path(name);
      ObjectNode own = vars instanceof ObjectNode object ? object : JSON.createObjectNode();
      hosts.put(
          name,
          new Host(
              name,
              own,
              groupsOf.getOrDefault(name, List.of()),
              reading.tree().path("resolved").path(name),
              paths(reading.tree().path("vaulted").path(name))));
    }
    members.put("all", new TreeSet<>(hosts.keySet()));
    return new Inventory(hosts, members, reading, listedInventory, importedAt);
  }

  private static List<List<String>> paths(JsonNode paths) {
    return paths
        .valueStream()
        .map(path -> path.valueStream().map(JsonNode::asText).toList())
        .toList();
  }

  /** The host of this name. */
  public Optional<Host> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  /** The names of all hosts. */
  public Set<String> names() {
    return hosts.keySet();
  }

  /** All hosts, sorted by name. */
  public Collection<Host> hosts() {
    return hosts.values();
  }

  /** The end of a sentence with the host or group that was probably meant; may be empty. */
  public String hint(String name) {
    Set<String> known = new TreeSet<>(groups.keySet());
    known.addAll(hosts.keySet());
    return Nearest.hint(name, known);
  }

  /** The hosts of a group, or the host of this name; none when there is neither. */
  public Set<String> hostsOf(String name) {
    Set<String> group = groups.get(name);
    return group != null ? group : hosts.containsKey(name) ? Set.of(name) : Set.of();
  }

  /** Every group with its hosts, also those of child groups; {@code all} is among them. */
  public Map<String, Set<String>> groups() {
    return groups;
  }

  /** The groups right below each group that has some, in the order of the sources. */
  public Map<String, List<String>> children() {
    return listedInventory.children();
  }

  /**
   * The whole inventory, in the form that Ansible's {@code yaml} inventory plugin reads (JSON is
   * YAML), for plays that may read the variables of all hosts.
   */
  public JsonNode whole() {
    return listedInventory.whole(allVars(), hosts.values());
  }

  /** The output of {@code ansible-inventory --list}, with secrets: never hand it out unmasked. */
  JsonNode list() {
    return listedInventory.list();
  }

  /** Whether this inventory was made from an equal reading. */
  boolean isOf(InventoryReading other) {
    return reading.tree().equals(other.tree()) && reading.secrets().equals(other.secrets());
  }

  /** The variables of the group {@code all}, which Ansible's implicit localhost has, too. */
  JsonNode allVars() {
    return reading.tree().path("all");
  }

  /** Values that are encrypted in the sources, in clear text. */
  Set<String> secrets() {
    return reading.secrets();
  }

  /** The hosts left out as Ansible cannot take their names, each with the reason. */
  public Map<String, String> unusable() {
    return Collections.unmodifiableMap(listedInventory.refused());
  }

  /** By host: why an address or alias is not resolved, or why the host is left out. */
  public Map<String, String> unresolved() {
    Map<String, String> faults = new TreeMap<>(listedInventory.refused());
    reading
        .tree()
        .path("faults")
        .properties()
        .forEach(fault -> faults.put(fault.getKey(), fault.getValue().asText()));
    return faults;
  }

  /** When the inventory was read from its sources. */
  public Instant importedAt() {
    return importedAt;
  }

  /**
   * The inventory of one run: only these hosts, with their variables and groups, in the form that
   * Ansible's {@code yaml} inventory plugin reads (JSON is YAML).
   *
   * @param more further variables by host; they override the host's own
   */
  public JsonNode restrictedTo(Collection<String> names, Map<String, ObjectNode> more) {
    return restrictedTo(names, more, Host::vars);
  }

  JsonNode restrictedTo(
      Collection<String> names, Map<String, ObjectNode> more, Function<Host, JsonNode> vars) {
    ObjectNode all = JSON.createObjectNode();
    ObjectNode hostNodes = all.putObject("hosts");
    Map<String, ObjectNode> children = new LinkedHashMap<>();
    for (String name : names) {
      host(name)
          .ifPresent(host -> {
            ObjectNode own = hostNodes.putObject(name).setAll((ObjectNode) vars.apply(host));
            Optional.ofNullable(more.get(name)).ifPresent(own::setAll);
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
