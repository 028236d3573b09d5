package io.promansible.inventory;

import io.promansible.settings.Nearest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the one host that a label means: by name, {@code ansible_host} or alias.
 *
 * <p>A label may be hostile, and Ansible takes a host name for a pattern: {@code all}, {@code *},
 * {@code [}, {@code ~}, a group or an empty text mean many hosts, {@code localhost} means the
 * controller. So a label is only compared, never passed on; Ansible gets the inventory's own name.
 */
public final class HostResolver {
  /** The value of a label, and how it becomes a host's name. */
  public record HostLabel(HostFrom from, String value) {}

  private static final Pattern SAFE_NAME =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.:-]{0,251}[A-Za-z0-9_])?");
  private static final Set<String> CONTROLLER = Set.of("localhost", "127.0.0.1", "::1");
  private static final Set<String> RESERVED = Set.of("all", "ungrouped");
  private static final int HINTS = 3;
  // Inventories with more hosts get no hint by distance of words, which would take too long.
  private static final int COMPARED_MAX = 5000;

  private final Inventory inventory;
  private final Map<String, Set<String>> byOtherName = new HashMap<>();
  private final Map<String, Set<String>> byLowerCase = new HashMap<>();
  private final Map<String, Set<String>> byFirstLabel = new HashMap<>();
  private final Set<String> groups = new TreeSet<>();

  public HostResolver(Inventory inventory) {
    this.inventory = inventory;
    inventory.groups().keySet().forEach(group -> groups.add(HostNames.lower(group)));
    for (Host host : inventory.hosts()) {
      index(byOtherName, host.address(), host);
      host.aliases().forEach(alias -> index(byOtherName, alias, host));
      for (String name : names(host)) {
        index(byLowerCase, HostNames.lower(name), host);
        index(byFirstLabel, HostNames.firstLabel(name), host);
      }
    }
  }

  private static Set<String> names(Host host) {
    Set<String> names = new TreeSet<>(host.aliases());
    names.add(host.name());
    names.add(host.address());
    return names;
  }

  private static void index(Map<String, Set<String>> by, String name, Host host) {
    by.computeIfAbsent(name, n -> new TreeSet<>()).add(host.name());
  }

  /** Resolves a value by the default rules. */
  public Resolution resolve(String value) {
    return resolve(HostFrom.DEFAULTS, value);
  }

  /** Resolves a value by the rules that come with it. */
  public Resolution resolve(HostLabel meant) {
    return resolve(meant.from(), meant.value());
  }

  /**
   * Resolves the value of a target label.
   *
   * @param from how the value becomes a name
   * @param value the label's value; a port is cut off: {@code web1:9100}, {@code [fd00::1]:9100}
   */
  public Resolution resolve(HostFrom from, String value) {
    if (value.isBlank()) {
      return new Resolution.Unknown("the target label is empty or missing");
    }
    return switch (from.name(value)) {
      case HostFrom.Name.Unusable(String why) -> new Resolution.Unknown(why);
      case HostFrom.Name.Usable(String name) -> named(from, name);
    };
  }

  private Resolution named(HostFrom from, String name) {
    Resolution last = byName(name);
    String bare = HostNames.withoutDot(HostNames.withoutPort(HostNames.withoutUrl(name)));
    for (String candidate :
        new LinkedHashSet<>(List.of(HostNames.withoutPort(HostNames.withoutUrl(name)), bare))) {
      if (last instanceof Resolution.Found) {
        return last;
      }
      if (!candidate.equals(name)) {
        last = byName(candidate);
      }
    }
    if (last instanceof Resolution.Found || isReserved(bare)) {
      return last;
    }
    return loosely(from, bare, last);
  }

  /** The one host that matches if case or domain are ignored as {@code from} allows. */
  private Resolution loosely(HostFrom from, String bare, Resolution strict) {
    String name = from.lowercase() ? HostNames.lower(bare) : bare;
    Set<String> found = new TreeSet<>();
    if (from.lowercase()) {
      found.addAll(byLowerCase.getOrDefault(name, Set.of()));
    }
    if (!HostNames.isAddress(name)) {
      if (from.domain() == HostFrom.Domain.DROP && found.isEmpty()) {
        String first = HostNames.firstLabel(name);
        found.addAll(
            from.lowercase()
                ? byLowerCase.getOrDefault(first, Set.of())
                : byName(first) instanceof Resolution.Found(Host host)
                    ? Set.of(host.name())
                    : Set.of());
      }
      if (from.domain() == HostFrom.Domain.ADD && found.isEmpty() && !name.contains(".")) {
        found.addAll(
            from.lowercase() ? withFirstLabel(name) : byFirstLabel.getOrDefault(name, Set.of()));
      }
    }
    if (found.size() > 1) {
      return new Resolution.Unknown("'" + bare + "' may mean each of several hosts: " + found);
    }
    return found.stream()
        .findFirst()
        .flatMap(inventory::host)
        .map(HostResolver::allowed)
        .orElseGet(() -> hinted(strict, bare));
  }

  private Set<String> withFirstLabel(String lower) {
    Set<String> found = new TreeSet<>();
    byFirstLabel.forEach((first, hosts) -> {
      if (HostNames.lower(first).equals(lower)) {
        found.addAll(hosts);
      }
    });
    return found;
  }

  /** The failed resolution with the nearest host as a hint, which is never taken for the target. */
  private Resolution hinted(Resolution strict, String bare) {
    if (!(strict instanceof Resolution.Unknown(String why))
        || inventory.groups().containsKey(bare)) {
      return strict;
    }
    Set<String> sameButCase = byLowerCase.getOrDefault(HostNames.lower(bare), Set.of());
    if (!sameButCase.isEmpty()) {
      return new Resolution.Unknown(
          why
              + "; nearest: "
              + first(sameButCase)
              + " (host_from: {lowercase: true} takes it for that)");
    }
    Set<String> sameButDomain =
        HostNames.isAddress(bare)
            ? Set.of()
            : withFirstLabel(HostNames.lower(HostNames.firstLabel(bare)));
    if (!sameButDomain.isEmpty()) {
      return new Resolution.Unknown(
          "%s; nearest: %s (host_from: {domain: %s} takes it for that)"
              .formatted(why, first(sameButDomain), bare.contains(".") ? "drop" : "add"));
    }
    if (inventory.hosts().size() > COMPARED_MAX || HostNames.isAddress(bare)) {
      return strict;
    }
    return Nearest.to(bare, inventory.names())
        .<Resolution>map(near -> new Resolution.Unknown(why + "; nearest: " + near))
        .orElse(strict);
  }

  private static String first(Set<String> names) {
    return names.stream().limit(HINTS).collect(Collectors.joining(", "));
  }

  private boolean isReserved(String name) {
    return CONTROLLER.contains(HostNames.lower(name))
        || CONTROLLER.contains(HostNames.lower(HostNames.firstLabel(name)))
        || RESERVED.contains(name)
        // In any case of letters, the name of a group is no host.
        || groups.contains(HostNames.lower(name));
  }

  private Resolution byName(String name) {
    if (CONTROLLER.contains(HostNames.lower(name))) {
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
