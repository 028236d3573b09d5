package io.promansible.ansible;

import io.promansible.ansible.AnsibleSettings.Accelerate;
import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mitogen, which keeps one Python on each host for all tasks of a play, where Ansible starts a new
 * one for each. It is used where it is installed for Ansible's own Python, and a play of no
 * consequence ends alike with it and without.
 */
public final class Mitogen {
  /**
   * From so many tasks on a play gains more than Mitogen's own start costs; see the part {@code
   * remediation} of bench/RESULTS.md.
   */
  public static final int TASKS_MIN = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Mitogen.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  // Only looked up, as its import takes a second.
  private static final String WHERE =
      "import importlib.util as u; s = u.find_spec('ansible_mitogen'); print(s.submodule_search_locations[0] if s else '')";

  private record State(boolean tried, Optional<Path> strategies, Optional<String> trouble) {}

  private volatile State state =
      new State(
          false,
          Optional.empty(),
          Optional.of("has not been tried yet; it is when a play could gain from it"));
  private volatile boolean asked;

  /**
   * The folder of its strategies; empty when it is not installed.
   *
   * @param python the Python that Ansible runs with
   * @throws WorldFault when that Python cannot be asked
   */
  public static Optional<Path> installed(String python) {
    String said = Programs.run(List.of(python, "-c", WHERE), Map.of(), LIMIT, 1 << 16).out();
    return said.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(said.strip()).resolve("plugins/strategy"));
  }

  /** The variables that make Ansible use it. */
  public static Map<String, String> environment(Path strategies) {
    return Map.of(
        "ANSIBLE_STRATEGY",
        "mitogen_linear",
        "ANSIBLE_STRATEGY_PLUGINS",
        strategies.toString(),
        // One process for all hosts of a play; the other cores are for the plays beside it.
        "MITOGEN_CPU_COUNT",
        "1");
  }

  /** Uses it from now on. */
  public void use(Path strategies) {
    state = new State(true, Optional.of(strategies), Optional.empty());
  }

  /** Does without it from now on. */
  public void refuse(String why) {
    state = new State(true, Optional.empty(), Optional.of(why));
  }

  /** Does without it until it is tried again, as something else was in the way. */
  public void later(String why) {
    state = new State(false, Optional.empty(), Optional.of(why));
  }

  /**
   * The folder of its strategies for a play that is to be run by it. If it has not been tried yet,
   * it will be, and this play goes without it.
   *
   * @param tasks how many tasks it may run; 0 for a play that it must not run
   */
  public Optional<Path> forPlay(AnsibleSettings ansible, int tasks) {
    int least =
        switch (ansible.accelerate()) {
          case ON -> 1;
          case AUTO -> TASKS_MIN;
          case OFF -> Integer.MAX_VALUE;
        };
    if (tasks < least) {
      return Optional.empty();
    }
    asked = true;
    return state.strategies;
  }

  /** Whether a play could gain from it, and nobody has tried it yet. */
  public boolean isDue(AnsibleSettings ansible) {
    return ansible.warm()
        && !state.tried
        && (ansible.accelerate() == Accelerate.ON
            || (ansible.accelerate() == Accelerate.AUTO && asked));
  }

  /** Tells in the log whether it is used. */
  public void report(AnsibleSettings ansible) {
    State now = state;
    if (now.trouble.isEmpty()) {
      LOG.info(
          "plays {} are run by Mitogen",
          ansible.accelerate() == Accelerate.ON
              ? "of roles"
              : "of " + TASKS_MIN + " tasks and more");
    } else if (ansible.accelerate() == Accelerate.ON) {
      LOG.warn("plays are not run by Mitogen, as it {}", now.trouble.get());
    } else {
      LOG.info("plays are not run by Mitogen, as it {}", now.trouble.get());
    }
  }

  /** Why no play is run by it; empty when plays are. */
  public Optional<String> trouble() {
    return state.trouble;
  }

  /** Why plays are not run by it though the settings ask for it; empty when all is well. */
  public Optional<String> missed(AnsibleSettings ansible) {
    if (ansible.accelerate() != Accelerate.ON) {
      return Optional.empty();
    }
    return ansible.warm()
        ? state.trouble
        : Optional.of("is not used, as it needs ansible.warm and plays that run in no container");
  }
}
