package io.promansible.access;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a right is asked about. A part that is null is not asked about, as a host has no handler. A
 * part that is empty lies within no limit, as a freeze of everything ends at no host.
 *
 * @param hosts all of them must lie within the grant
 * @param handlers at least one of them must
 * @param roles all of them must; names of Ansible roles
 */
public record Subject(
    @Nullable Collection<String> hosts,
    @Nullable Collection<String> handlers,
    @Nullable Collection<String> roles) {
  /** What no limited grant covers. */
  public static final Subject EVERYTHING = new Subject(List.of(), List.of(), List.of());

  /** A host of the inventory, with its variables and facts. */
  public static Subject host(String name) {
    return new Subject(List.of(name), null, null);
  }

  /** An Ansible role of the catalog. */
  public static Subject role(String name) {
    return new Subject(null, null, List.of(name));
  }
}
