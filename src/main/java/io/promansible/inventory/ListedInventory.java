package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The output of {@code ansible-inventory --list}, without hosts whose names cannot be used.
 *
 * @param refused the hosts that were left out, each with the reason
 */
record ListedInventory(JsonNode list, Map<String, String> refused) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ListedInventory of(JsonNode list) {
    Map<String, String> refused = new TreeMap<>();
    list.path("_meta").path("hostvars").fieldNames().forEachRemaining(name -> check(name, refused));
    for (String group : names(list)) {
      hostsOf(list.path(group)).forEach(host -> check(host.asText(), refused));
    }
    if (refused.isEmpty()) {
      return new ListedInventory(list, refused);
    }
    JsonNode rest = list.deepCopy();
    for (String group : names(rest)) {
      Iterator<JsonNode> members = hostsOf(rest.path(group)).iterator();
      while (members.hasNext()) {
        if (refused.containsKey(members.next().asText())) {
          members.remove();
        }
      }
    }
    return new ListedInventory(rest, refused);
  }

  private static void check(String name, Map<String, String> refused) {
    HostNames.fault(name).ifPresent(why -> refused.put(name, why + "; it is left out"));
  }

  /** The hosts of every group, also those of its child groups. */
  Map<String, Set<String>> members() {
    Map<String, Set<String>> members = new TreeMap<>();
    for (String group : names(list)) {
      members.put(group, membersOf(list, group));
    }
    return members;
  }

  /** The groups right below each group. */
  Map<String, List<String>> children() {
    Map<String, List<String>> children = new TreeMap<>();
    for (String group : names(list)) {
      List<String> below =
          list.path(group).path("children").valueStream().map(JsonNode::asText).toList();
      if (!below.isEmpty()) {
        children.put(group, below);
      }
    }
    return children;
  }

  /**
   * The groups with these hosts, in the form that Ansible's {@code yaml} inventory plugin reads.
   *
   * @param allVars the variables of the group {@code all}
   */
  JsonNode whole(JsonNode allVars, Collection<Host> hosts) {
    ObjectNode all = JSON.createObjectNode();
    all.set("vars", allVars.isObject() ? allVars : JSON.createObjectNode());
    ObjectNode hostNodes = all.putObject("hosts");
    hosts.forEach(host -> hostNodes.set(host.name(), host.vars()));
    ObjectNode children = all.putObject("children");
    for (String group : names(list)) {
      if (!group.equals("all") && !group.equals("ungrouped")) {
        JsonNode node = list.path(group);
        ObjectNode own = children.putObject(group);
        ObjectNode members = own.putObject("hosts");
        hostsOf(node).forEach(h -> members.putObject(h.asText()));
        ObjectNode below = own.putObject("children");
        node.path("children").forEach(child -> below.putObject(child.asText()));
      }
    }
    return JSON.createObjectNode().set("all", all);
  }

  /** A script may answer with a bare list instead of {"hosts": […]}. */
  private static JsonNode hostsOf(JsonNode group) {
    return group.isArray() ? group : group.path("hosts");
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
        hostsOf(node).forEach(h -> members.add(h.asText()));
        node.path("children").forEach(c -> open.push(c.asText()));
      }
    }
    return members;
  }
}
