package io.promansible.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the one host that a label means: by name, {@code ansible_host} or alias.
 *
 * <p>A label is hostile, and to Ansible a host name is a pattern: {@code all}, {@code *}, {@code
 * [}, {@code ~}, a group, an empty text mean many hosts, {@code localhost} means the controller. So
 * a label is only ever compared, never passed on; what goes to Ansible is the inventory's own name.
 */
public final class HostResolver {
  private static final Pattern SAFE_NAME =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.:-]{0,251}[A-Za-z0-9_])?");
  private static final Set<String> CONTROLLER = Set.of("localhost", "127.0.0.1", "::1");
  private static final Set<String> RESERVED = Set.of("all", "ungrouped");
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)](?::\\d{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\d{1,5}");

  private final Inventory inventory;
  private final Map<String, Set<String>> byOtherName = new HashMap<>();

  /** Builds its index once per inventory. */
  public HostResolver(Inventory inventory) {
    this.inventory = inventory;
    for (Host host : inventory.hosts()) {
      index(host.address(), host);
      host.aliases().forEach(alias -> index(alias, host));
    }
  }

  private void index(String name, Host host) {
    byOtherName.computeIfAbsent(name, n -> new TreeSet<>()).add(host.name());
  }

  /**
   * Resolves the value of a target label.
   *
   * @param value may carry a port, which is cut off: {@code web1:9100}, {@code [fd00::1]:9100}
   */
  public Resolution resolve(String value) {
    if (value.isBlank()) {
      return new Resolution.Unknown("the target label is empty or missing");
    }
    Resolution exact = byName(value);
    String bare = withoutPort(value);
    return exact instanceof Resolution.Found || bare.equals(value) ? exact : byName(bare);
  }

  /** Cuts a port off, and the brackets of an IPv6 address; leaves a bare IPv6 address alone. */
  static String withoutPort(String value) {
    var bracketed = BRACKETED.matcher(value);
    if (bracketed.matches()) {
      return bracketed.group(1);
    }
    var withPort = WITH_PORT.matcher(value);
    return withPort.matches() ? withPort.group(1) : value;
  }

  private Resolution byName(String name) {
    if (CONTROLLER.contains(name)) {
      return new Resolution.Unknown(
          "'" + name + "' means the machine of Promansible itself, which is never a target");
    }
    if (RESERVED.contains(name) || inventory.groups().containsKey(name)) {
      return new Resolution.Unknown("'" + name + "' is a group; a target is exactly one host");
    }
    if (inventory.host(name).isPresent()) {
      return allowed(inventory.host(name).get());
    }
    Set<String> others = byOtherName.getOrDefault(name, Set.of());
    if (others.size() > 1) {
      return new Resolution.Unknown(
          "'" + name + "' is the address or alias of several hosts: " + others);
    }
    return others.stream()
        .findFirst()
        .flatMap(inventory::host)
        .map(HostResolver::allowed)
        .orElseGet(() ->
            new Resolution.Unknown(
                "no host of the inventory has the name, ansible_host or alias '" + name + "'"));
  }

  private static Resolution allowed(Host host) {
    if (!SAFE_NAME.matcher(host.name()).matches() || CONTROLLER.contains(host.name())) {
      return new Resolution.Unknown(
          "the inventory's host '"
              + host.name()
              + "' has a name that Ansible would take for a pattern");
    }
    return new Resolution.Found(host);
  }
}
