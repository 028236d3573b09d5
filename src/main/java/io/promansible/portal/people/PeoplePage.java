package io.promansible.portal.people;

import io.promansible.access.AccessRole;
import io.promansible.access.LoginProvider;
import io.promansible.identity.Account;
import io.promansible.portal.PageTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the page of people shows.
 *
 * @param roles what can be chosen
 */
public record PeoplePage(
    List<Person> people, List<String> roles, @Nullable String fault, @Nullable String done) {
  /** The word for no role of its own. */
  static final String NO_ROLE = "none";

  /** A person in a row. */
  public record Person(
      String name,
      String provider,
      String groups,
      String role,
      String rights,
      String lastLogin,
      boolean disabled,
      boolean local) {
    static Person of(Account account, List<String> rights) {
      return new Person(
          account.name(),
          switch (account.provider()) {
            case LOCAL -> "password";
            case OIDC -> "OpenID Connect";
            case LDAP -> "directory";
          },
          String.join(", ", account.groups()),
          account.role() == null ? NO_ROLE : account.role().text(),
          rights.isEmpty() ? "nothing" : String.join("; ", rights),
          PageTime.of(account.lastLoginAt()),
          account.disabled(),
          account.provider() == LoginProvider.LOCAL);
    }
  }

  public PeoplePage {
    people = List.copyOf(people);
    roles = List.copyOf(roles);
  }

  static List<String> allRoles() {
    List<String> roles = new ArrayList<>(List.of(NO_ROLE));
    Arrays.stream(AccessRole.values())
        .map(r -> r.name().toLowerCase(Locale.ROOT))
        .forEach(roles::add);
    return roles;
  }
}
