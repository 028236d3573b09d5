package io.promansible.access;

import io.promansible.settings.Section;
import java.util.Collection;
import java.util.Optional;

/**
 * One entry of {@code access.grants}: a person, or a group of people, and what they may do.
 *
 * @param user the name of a person; empty for a group
 * @param group of people, as the provider of the log-in names it; empty for a person
 * @param provider who must have checked the log-in; empty for any
 */
public record GrantRule(
    Optional<String> user, Optional<String> group, Optional<LoginProvider> provider, Grant grant) {
  static GrantRule read(Section item) {
    Optional<String> user = item.text("user").filter(text -> !text.isBlank());
    Optional<String> group = item.text("group").filter(text -> !text.isBlank());
    if (user.isPresent() == group.isPresent()) {
      item.fault(
          user.isPresent() ? "user" : "group",
          "is wrong: a grant needs one of 'user' and 'group', and not both");
    }
    AccessRole role = item.choice("role", AccessRole.class, AccessRole.VIEWER);
    Grant grant = new Grant(role, limited(item, role));
    Optional<LoginProvider> provider = item.choice("provider", LoginProvider.class);
    item.end();
    return new GrantRule(user, group, provider, grant);
  }

  /** The scope beside a role; a finding where that role concerns all hosts. */
  static Scope limited(Section item, AccessRole role) {
    Scope scope = Scope.read(item);
    if (!scope.unlimited() && !role.limitable()) {
      item.fault(
          "role",
          "is %s, which holds everywhere; leave out hosts, handlers and roles, or give another role"
              .formatted(role.text()));
    }
    return scope;
  }

  boolean concerns(String name, LoginProvider from, Collection<String> groups) {
    if (provider.filter(wanted -> wanted != from).isPresent()) {
      return false;
    }
    return user.filter(name::equals).isPresent() || group.filter(groups::contains).isPresent();
  }
}
