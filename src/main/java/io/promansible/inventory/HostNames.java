package io.promansible.inventory;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of hosts: the forms in which labels and inventories write them, and which of them can
 * be passed to Ansible. A name that Ansible takes for a pattern, a range or an option makes it lose
 * hosts and groups, or turns an exclusion round.
 */
public final class HostNames {
  private static final int LENGTH_MAX = 253;
  // https://docs.ansible.com/ansible/latest/inventory_guide/intro_patterns.html
  private static final Pattern OF_PATTERNS = Pattern.compile("[\\[\\]*?,;\\s\\p{Cntrl}]|^[!&~@-]");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)](?::\\d{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\d{1,5}");
  private static final Pattern URL =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#@]+)(?:[/?#].*)?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private HostNames() {}

  /** Whether the name is an IP address. */
  static boolean isAddress(String name) {
    return ADDRESS.matcher(name).matches();
  }

  /** Whether the name is an IPv6 address, whose colons do not make it a pattern. */
  public static boolean isIpv6(String name) {
    return IPV6.matcher(name).matches();
  }

  /** Why a host of this name cannot be used; empty when it can. */
  static Optional<String> fault(String name) {
    if (name.isEmpty() || name.length() > LENGTH_MAX) {
      return Optional.of("its name is empty or longer than " + LENGTH_MAX + " characters");
    }
    var special = OF_PATTERNS.matcher(name);
    if (special.find()) {
      return Optional.of(
          "its name has '%s', by which Ansible takes it for a pattern".formatted(special.group()));
    }
    return name.contains(":") && !isIpv6(name)
        ? Optional.of("its name has ':', by which Ansible takes it for a name with a port")
        : Optional.empty();
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  static String firstLabel(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 || isAddress(name) ? name : name.substring(0, dot);
  }

  /** The host in a URL such as {@code https://web1:8443/health}. */
  static String withoutUrl(String value) {
    var url = URL.matcher(value);
    return url.matches() ? url.group(1) : value;
  }

  /** {@code web1.example.com.} is the whole name of {@code web1.example.com} (RFC 1034, 3.1). */
  static String withoutDot(String value) {
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
}
