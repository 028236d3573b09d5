package io.promansible.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What a caller may do, and where. */
public final class Rights {
  // A person's token has two layers: its own grant, and what its owner may do.
  private final List<List<Grant>> layers;
  private final Function<String, Set<String>> hostsOf;

  private Rights(List<List<Grant>> layers, Function<String, Set<String>> hostsOf) {
    this.layers = layers;
    this.hostsOf = hostsOf;
  }

  /**
   * The rights of some grants together.
   *
   * @param hostsOf the hosts of a group of the inventory in force, or a host itself
   */
  public static Rights of(Collection<Grant> grants, Function<String, Set<String>> hostsOf) {
    return new Rights(List.of(List.copyOf(grants)), hostsOf);
  }

  /** What is within these rights and within those of the others, too. */
  public Rights within(Rights others) {
    List<List<Grant>> both = new ArrayList<>(layers);
    both.addAll(others.layers);
    return new Rights(List.copyOf(both), hostsOf);
  }

  /** Whether the role holds anywhere at all. */
  public boolean may(AccessRole role) {
    return layers.stream().allMatch(layer -> layer.stream().anyMatch(grant -> grant.gives(role)));
  }

  /** Whether the role holds everywhere. */
  public boolean everywhere(AccessRole role) {
    return layers.stream()
        .allMatch(layer ->
            layer.stream().anyMatch(grant -> grant.gives(role) && grant.scope().unlimited()));
  }

  /** Whether the role holds for a subject; one grant must cover all of the subject. */
  public boolean may(AccessRole role, Subject subject) {
    return layers.stream()
        .allMatch(layer ->
            layer.stream()
                .anyMatch(grant -> grant.gives(role) && grant.scope().covers(subject, hostsOf)));
  }

  /** The grants, in words; those of a token and of its owner one after the other. */
  public List<String> text() {
    return layers.stream().flatMap(List::stream).map(Grant::toString).toList();
  }
}
