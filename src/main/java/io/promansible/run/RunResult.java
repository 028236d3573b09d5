package io.promansible.run;

import io.promansible.play.Ending;
import io.promansible.play.Recap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The outcome of a run from Ansible's stats; a pure function.
 *
 * <p>The exit code proves little: 0 also means that no host matched, 4 is both unreachable and a
 * syntax error, 2 both a failed host and a bad option. Printed text proves nothing, as a label can
 * print a recap.
 *
 * <p>A host without a line in the stats failed, as no task ran there, but for two causes in the
 * role: the play ended for it on purpose ({@code meta: end_host}, {@code end_batch}, {@code
 * end_play}), or all of its tasks run once ({@code run_once}), on another host.
 *
 * @param spared hosts without a line in the stats that are well, as the role left them out
 */
public record RunResult(Outcome outcome, String reason, Set<String> spared) {
  // 0 all well, 2 a host failed, 4 a host unreachable; after any other the play broke off.
  // Exit codes of shells and of podman for a program that could not be started.
  private static final int CANNOT = 125;
  private static final int NOT_FOUND = 127;
  private static final Set<Integer> USUAL_EXITS = Set.of(0, 2, 4);

  public RunResult {
    spared = Set.copyOf(spared);
  }

  public RunResult(Outcome outcome, String reason) {
    this(outcome, reason, Set.of());
  }

  /**
   * The result of a play.
   *
   * @param hosts the hosts that the play was started for
   * @param witnessed whether this service saw the play end; a play that ended unwatched, without
   *     exit code and stats, is lost
   * @param lastError the last error that Ansible printed, for people only
   */
  public static RunResult of(
      Ending ending, Set<String> hosts, boolean witnessed, String lastError) {
    if (ending.cut().isPresent()) {
      return switch (ending.cut().get()) {
        case TIMED_OUT ->
            new RunResult(
                Outcome.TIMED_OUT,
                "it took longer than its timeout and was ended%s; remote work may continue"
                    .formatted(unfinished(ending)));
        case CANCELLED ->
            new RunResult(Outcome.CANCELLED, "it was cancelled; remote work may continue");
      };
    }
    if (ending.exitCode().isEmpty() && ending.stats().isEmpty()) {
      return witnessed
          ? new RunResult(Outcome.FAILED, "ansible-playbook was killed before the end of the play")
          : new RunResult(Outcome.LOST, "it ended while no service watched it and left no result");
    }
    if (ending.stats().isEmpty()) {
      int exit = ending.exitCode().orElseThrow();
      if (exit >= CANNOT && exit <= NOT_FOUND && ending.recaps().isEmpty()) {
        return new RunResult(
            Outcome.NOT_STARTED,
            "Ansible could not be started (exit %d)%s"
                .formatted(exit, lastError.isEmpty() ? "" : ": " + lastError));
      }
      return new RunResult(
          Outcome.FAILED,
          "ansible-playbook ended with %d and without stats%s"
              .formatted(exit, lastError.isEmpty() ? "" : ": " + lastError));
    }
    return ofStats(ending, ending.stats().get(), hosts);
  }

  private static String unfinished(Ending ending) {
    List<String> hosts =
        ending.recaps().entrySet().stream()
            .filter(host -> !host.getValue().good())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return hosts.isEmpty() ? "" : " before its last task was done on " + some(hosts);
  }

  private static RunResult ofStats(Ending ending, Map<String, Recap> stats, Set<String> hosts) {
    List<String> strangers =
        stats.keySet().stream().filter(host -> !hosts.contains(host)).sorted().toList();
    if (!strangers.isEmpty() && !hosts.isEmpty()) {
      return new RunResult(
          Outcome.FAILED,
          "Ansible reports of "
              + some(strangers)
              + ", which the run is not about; look at the play");
    }
    Ends ends = Ends.of(ending, stats, hosts);
    return byHosts(ending, ends, hosts);
  }

  /** The hosts by how they ended; those that are in none of the lists ended well. */
  private record Ends(
      List<String> failed, List<String> unreachable, List<String> silent, Set<String> spared) {
    static Ends of(Ending ending, Map<String, Recap> stats, Set<String> hosts) {
      Ends ends =
          new Ends(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new TreeSet<>());
      for (String host : hosts) {
        Recap recap = stats.get(host);
        if (recap == null && isSpared(host, ending, stats)) {
          ends.spared.add(host);
        } else if (recap == null) {
          ends.silent.add(host);
        } else if (recap.failed() > 0) {
          ends.failed.add(host);
        } else if (recap.unreachable() > 0) {
          ends.unreachable.add(host);
        }
      }
      return ends;
    }
  }

  private static RunResult byHosts(Ending ending, Ends ends, Set<String> hosts) {
    List<String> failed = ends.failed;
    List<String> unreachable = ends.unreachable;
    List<String> silent = ends.silent;
    Set<String> spared = ends.spared;
    if (!failed.isEmpty() && ending.account().timedOut().containsAll(failed)) {
      return new RunResult(
          Outcome.TIMED_OUT,
          "it took longer than its timeout on "
              + some(failed)
              + ", where its task was ended; remote work may continue",
          spared);
    }
    if (!failed.isEmpty()) {
      return new RunResult(
          Outcome.FAILED,
          "failed on " + some(failed) + delegated(failed, ending) + advice(ending),
          spared);
    }
    if (!unreachable.isEmpty()) {
      return new RunResult(
          Outcome.UNREACHABLE,
          "could not reach "
              + some(unreached(unreachable, ending))
              + delegated(unreachable, ending),
          spared);
    }
    if (!silent.isEmpty() || hosts.isEmpty()) {
      return new RunResult(Outcome.FAILED, "Ansible reports nothing about " + some(silent), spared);
    }
    int exit = ending.exitCode().orElse(0);
    return USUAL_EXITS.contains(exit)
        ? new RunResult(Outcome.SUCCEEDED, "", spared)
        : new RunResult(Outcome.FAILED, "ansible-playbook ended with " + exit, spared);
  }

  /**
   * Whether a host is well though no task ran on it: the play ended for it on purpose, or had no
   * failure (exit code 0) and ran tasks on others, so that the role left this host out.
   */
  private static boolean isSpared(String host, Ending ending, Map<String, Recap> stats) {
    return ending.account().ended().contains(host)
        || (ending.exitCode().orElse(-1) == 0
            && !stats.isEmpty()
            && ending.account().played().contains(host));
  }

  /** The hosts that were not reached: of a delegated task the delegate, not the host it reports. */
  private static List<String> unreached(List<String> hosts, Ending ending) {
    Map<String, String> delegates = ending.account().delegates();
    return hosts.stream().map(host -> delegates.getOrDefault(host, host)).distinct().toList();
  }

  private static String delegated(List<String> hosts, Ending ending) {
    Map<String, String> delegates = ending.account().delegates();
    return hosts.stream()
        .filter(delegates::containsKey)
        .findFirst()
        .map(host -> " (a task of %s was delegated to %s)".formatted(host, delegates.get(host)))
        .orElse("");
  }

  private static String advice(Ending ending) {
    return ending.account().wantFacts().isEmpty()
        ? ""
        : "; a role lacks Ansible's facts: say 'facts: true' in its meta/promansible.yml";
  }

  private static String some(List<String> hosts) {
    int most = 10;
    return hosts.size() <= most
        ? String.join(", ", hosts)
        : String.join(", ", hosts.subList(0, most)) + " and " + (hosts.size() - most) + " more";
  }

  /** The result as a text for the log. */
  public String text() {
    return outcome.name().toLowerCase(Locale.ROOT) + (reason.isEmpty() ? "" : " (" + reason + ")");
  }
}
