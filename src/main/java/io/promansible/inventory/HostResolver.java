package io.promansible.inventory;

import io.promansible.settings.Nearest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the one host that a label means: by name, {@code ansible_host} or alias.
 *
 * <p>A label is hostile, and to Ansible a host name is a pattern: {@code all}, {@code *}, {@code
 * [}, {@code ~}, a group, an empty text mean many hosts, {@code localhost} means the controller. So
 * a label is only ever compared, never passed on; what goes to Ansible is the inventory's own name.
 */
public final class HostResolver {
  /** The value of a label, and how a name is made of it. */
  public record Meant(HostFrom from, String value) {}

  private static final Pattern SAFE_NAME =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.:-]{0,251}[A-Za-z0-9_])?");
  private static final Set<String> CONTROLLER = Set.of("localhost", "127.0.0.1", "::1");
  private static final Set<String> RESERVED = Set.of("all", "ungrouped");
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)](?::\\d{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\d{1,5}");
  private static final Pattern URL =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#@]+)(?:[/?#].*)?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int HINTS = 3;
  // Distances of words take their time; a hint is not worth more of it.
  private static final int COMPARED_MAX = 5000;

  private final Inventory inventory;
  private final Map<String, Set<String>> byOtherName = new HashMap<>();
  private final Map<String, Set<String>> byLowerCase = new HashMap<>();
  private final Map<String, Set<String>> byFirstLabel = new HashMap<>();
  private final Set<String> groups = new TreeSet<>();

  /** Builds its indexes once per inventory. */
  public HostResolver(Inventory inventory) {
    this.inventory = inventory;
    inventory.groups().keySet().forEach(group -> groups.add(lower(group)));
    for (Host host : inventory.hosts()) {
      index(byOtherName, host.address(), host);
      host.aliases().forEach(alias -> index(byOtherName, alias, host));
      for (String name : names(host)) {
        index(byLowerCase, lower(name), host);
        index(byFirstLabel, firstLabel(name), host);
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

  /** Resolves the value of the label {@code instance}, or one like it. */
  public Resolution resolve(String value) {
    return resolve(HostFrom.DEFAULTS, value);
  }

  /** Resolves what a label means. */
  public Resolution resolve(Meant meant) {
    return resolve(meant.from(), meant.value());
  }

  /**
   * Resolves the value of a target label.
   *
   * @param from how a name is made of it
   * @param value may carry a port, which is cut off: {@code web1:9100}, {@code [fd00::1]:9100}
   */
  public Resolution resolve(HostFrom from, String value) {
    if (value.isBlank()) {
      return new Resolution.Unknown("the target label is empty or missing");
    }
    String name = value;
    if (from.pattern().isPresent()) {
      var m = from.pattern().get().matcher(value);
      if (!m.matches()) {
        return new Resolution.Unknown(
            "'%s' does not match host_from.pattern %s"
                .formatted(value, from.pattern().get().pattern()));
      }
      String part = m.groupCount() > 0 ? m.group(1) : value;
      if (part == null || part.isEmpty()) {
        return new Resolution.Unknown(
            "of '%s' host_from.pattern %s leaves no name"
                .formatted(value, from.pattern().get().pattern()));
      }
      name = part;
    }
    Resolution last = byName(name);
    String bare = withoutDot(withoutPort(withoutUrl(name)));
    for (String candidate : new LinkedHashSet<>(List.of(withoutPort(withoutUrl(name)), bare))) {
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

  /** As the setting allows it, and still exactly one. */
  private Resolution loosely(HostFrom from, String bare, Resolution strict) {
    String name = from.lowercase() ? lower(bare) : bare;
    Set<String> found = new TreeSet<>();
    if (from.lowercase()) {
      found.addAll(byLowerCase.getOrDefault(name, Set.of()));
    }
    if (!ADDRESS.matcher(name).matches()) {
      if (from.domain() == HostFrom.Domain.DROP && found.isEmpty()) {
        String first = firstLabel(name);
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
      if (lower(first).equals(lower)) {
        found.addAll(hosts);
      }
    });
    return found;
  }

  /** Never taken for the host that was meant; only named. */
  private Resolution hinted(Resolution strict, String bare) {
    if (!(strict instanceof Resolution.Unknown(String why))
        || inventory.groups().containsKey(bare)) {
      return strict;
    }
    Set<String> sameButCase = byLowerCase.getOrDefault(lower(bare), Set.of());
    if (!sameButCase.isEmpty()) {
      return new Resolution.Unknown(
          why
              + "; nearest: "
              + first(sameButCase)
              + " (host_from: {lowercase: true} takes it for that)");
    }
    Set<String> sameButDomain =
        ADDRESS.matcher(bare).matches() ? Set.of() : withFirstLabel(lower(firstLabel(bare)));
    if (!sameButDomain.isEmpty()) {
      return new Resolution.Unknown(
          "%s; nearest: %s (host_from: {domain: %s} takes it for that)"
              .formatted(why, first(sameButDomain), bare.contains(".") ? "drop" : "add"));
    }
    if (inventory.hosts().size() > COMPARED_MAX || ADDRESS.matcher(bare).matches()) {
      return strict;
    }
    return Nearest.to(bare, inventory.names())
        .<Resolution>map(near -> new Resolution.Unknown(why + "; nearest: " + near))
        .orElse(strict);
  }

  private static String first(Set<String> names) {
    return names.stream().limit(HINTS).collect(Collectors.joining(", "));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String firstLabel(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 || ADDRESS.matcher(name).matches() ? name : name.substring(0, dot);
  }

  /** What stands for the host in an address such as {@code https://web1:8443/health}. */
  static String withoutUrl(String value) {
    var url = URL.matcher(value);
    return url.matches() ? url.group(1) : value;
  }

  /** {@code web1.example.com.} is the whole name of {@code web1.example.com} (RFC 1034, 3.1). */
  private static String withoutDot(String value) {
    return value.length() > 1 && value.endsWith(".")
        ? value.substring(0, value.length() - 1)
        : value;
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

  private boolean isReserved(String name) {
    return CONTROLLER.contains(lower(name))
        || CONTROLLER.contains(lower(firstLabel(name)))
        || RESERVED.contains(name)
        // However it is written: near a group it is no host.
        || groups.contains(lower(name));
  }

  private Resolution byName(String name) {
    if (CONTROLLER.contains(lower(name))) {
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
