package io.promansible.run;

import io.promansible.ansible.Ending;
import io.promansible.ansible.Recap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The outcome of a run from Ansible's stats; a pure function.
 *
 * <p>The exit code is a second witness only: 0 also means that no host matched, 4 is both
 * unreachable and a syntax error, 2 both a failed host and a bad option. Printed text is no witness
 * at all, as a label can print a recap.
 */
public record Judgement(Outcome outcome, String reason) {
  // 0 fine, 2 a host failed, 4 a host unreachable: with anything else the play did not run its way.
  private static final Set<Integer> USUAL_EXITS = Set.of(0, 2, 4);

  /**
   * Judges.
   *
   * @param hosts that should have been acted upon
   * @param witnessed whether we saw it end; one that ended while nobody watched and left no exit
   *     code is lost
   * @param lastWords the last error that Ansible printed, for people only
   */
  public static Judgement of(
      Ending ending, Set<String> hosts, boolean witnessed, String lastWords) {
    if (ending.cut().isPresent()) {
      return switch (ending.cut().get()) {
        case TIMED_OUT ->
            new Judgement(
                Outcome.TIMED_OUT,
                "it took longer than its timeout and was ended; remote work may continue");
        case CANCELLED ->
            new Judgement(Outcome.CANCELLED, "it was cancelled; remote work may continue");
      };
    }
    if (ending.exitCode().isEmpty() && ending.stats().isEmpty()) {
      return witnessed
          ? new Judgement(Outcome.FAILED, "ansible-playbook was killed before the end of the play")
          : new Judgement(Outcome.LOST, "it ended while no service watched it and left no result");
    }
    if (ending.stats().isEmpty()) {
      return new Judgement(
          Outcome.FAILED,
          "ansible-playbook ended with %d and without stats%s"
              .formatted(
                  ending.exitCode().orElse(-1), lastWords.isEmpty() ? "" : ": " + lastWords));
    }
    return ofStats(ending, ending.stats().get(), hosts);
  }

  private static Judgement ofStats(Ending ending, Map<String, Recap> stats, Set<String> hosts) {
    List<String> failed = new ArrayList<>();
    List<String> unreachable = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (String host : hosts) {
      Recap recap = stats.get(host);
      if (recap == null) {
        silent.add(host);
      } else if (recap.failed() > 0) {
        failed.add(host);
      } else if (recap.unreachable() > 0) {
        unreachable.add(host);
      }
    }
    if (!failed.isEmpty()) {
      return new Judgement(Outcome.FAILED, "failed on " + some(failed));
    }
    if (!unreachable.isEmpty()) {
      return new Judgement(Outcome.UNREACHABLE, "could not reach " + some(unreachable));
    }
    if (!silent.isEmpty() || hosts.isEmpty()) {
      return new Judgement(Outcome.FAILED, "Ansible reports nothing about " + some(silent));
    }
    int exit = ending.exitCode().orElse(0);
    return USUAL_EXITS.contains(exit)
        ? new Judgement(Outcome.SUCCEEDED, "")
        : new Judgement(Outcome.FAILED, "ansible-playbook ended with " + exit);
  }

  private static String some(List<String> hosts) {
    int most = 10;
    return hosts.size() <= most
        ? String.join(", ", hosts)
        : String.join(", ", hosts.subList(0, most)) + " and " + (hosts.size() - most) + " more";
  }
}
