package io.promansible.project;

import java.util.List;
import java.util.Optional;

/** The commits of projects on this node. */
public interface Checkouts {
  /** Without projects. */
  Checkouts NONE =
      new Checkouts() {
        @Override
        public List<Checkout> inForce() {
          return List.of();
        }

        @Override
        public Optional<Checkout> find(String project, String commit) {
          return Optional.empty();
        }
      };

  /** The commit of each project that is in force. */
  List<Checkout> inForce();

  /** A commit of a project, if it is on this node. */
  Optional<Checkout> find(String project, String commit);

  /** The same; where it can, it is fetched now. */
  default Optional<Checkout> obtain(String project, String commit) {
    return find(project, commit);
  }

  /** These, with another commit of one project in force. */
  default Checkouts with(Checkout other) {
    Checkouts before = this;
    return new Checkouts() {
      @Override
      public List<Checkout> inForce() {
        return java.util.stream.Stream.concat(
                before.inForce().stream().filter(one -> !one.project().equals(other.project())),
                java.util.stream.Stream.of(other))
            .toList();
      }

      @Override
      public Optional<Checkout> find(String project, String commit) {
        return before.find(project, commit);
      }
    };
  }
}
