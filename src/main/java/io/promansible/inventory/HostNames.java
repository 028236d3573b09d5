package io.promansible.inventory;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which names of hosts Ansible can be given: a name that it takes for a pattern, a range or an
 * option makes it lose hosts and groups, or turns an exclusion round.
 */
public final class HostNames {
  private static final int LENGTH_MAX = 253;
  // https://docs.ansible.com/ansible/latest/inventory_guide/intro_patterns.html
  private static final Pattern OF_PATTERNS = Pattern.compile("[\\[\\]*?,;\\s\\p{Cntrl}]|^[!&~@-]");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private HostNames() {}

  /** Whether it is an IPv6 address, which has the colons of a pattern and is none. */
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
}
