package io.promansible.portal;

import io.promansible.alert.Episode;
import io.promansible.decision.StoredDecision;
import io.promansible.guard.Reason;
import io.promansible.http.Parameters;
import io.promansible.remediation.Remediation;
import io.promansible.run.Run;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * What the start page shows: what waits for a person, what is being done, what fires, and what was
 * done last.
 */
public record NowPage(
    List<Waiting> waiting, List<Running> running, List<Firing> firing, List<Done> done) {
  private static final int HOSTS_SHOWN = 5;

  public NowPage {
    waiting = List.copyOf(waiting);
    running = List.copyOf(running);
    firing = List.copyOf(firing);
    done = List.copyOf(done);
  }

  /**
   * A remediation that waits.
   *
   * @param forPerson whether it waits for a person, and not for something that passes
   * @param decidable whether the person who looks may approve and reject it
   */
  public record Waiting(
      String id,
      String alertname,
      String host,
      String handler,
      String why,
      String since,
      String expires,
      boolean forPerson,
      boolean decidable) {
    static Waiting of(Remediation row, boolean decidable) {
      String why = Objects.requireNonNullElse(row.waitsFor(), "");
      return new Waiting(
          row.id().toString(),
          row.alertname(),
          row.host(),
          row.handler(),
          why + (row.reason().isEmpty() ? "" : ": " + row.reason()),
          PageTime.of(row.startedAt()),
          PageTime.of(row.expiresAt()),
          why.equals(Reason.APPROVE.text()),
          decidable);
    }
  }

  /** A run that goes on, or waits for its turn. */
  public record Running(String id, String what, String hosts, String state, String since) {
    static Running of(Run run, Collection<String> hosts) {
      return new Running(
          run.id().toString(),
          String.join(", ", run.roleNames()),
          String.join(", ", hosts.stream().limit(HOSTS_SHOWN).toList())
              + (hosts.size() > HOSTS_SHOWN
                  ? " and " + (hosts.size() - HOSTS_SHOWN) + " more"
                  : ""),
          String.valueOf(Parameters.shown(run.state())),
          PageTime.of(run.startedAt() == null ? run.queuedAt() : run.startedAt()));
    }
  }

  /**
   * An alert that fires.
   *
   * @param decisions what each handler decided, in words
   */
  public record Firing(
      String alertname, String instance, String summary, String since, List<String> decisions) {
    static Firing of(Episode alert, List<StoredDecision> made) {
      return new Firing(
          alert.alertname(),
          alert.labelSet().get("instance"),
          alert.annotationSet().get("summary"),
          PageTime.of(alert.startsAt()),
          made.stream()
              .filter(decision -> decision.episodeId().equals(alert.id()))
              .map(Firing::words)
              .toList());
    }

    private static String words(StoredDecision decision) {
      return decision.started()
          ? decision.handler() + ": started"
          : (decision.handler().isEmpty() ? "" : decision.handler() + ": ")
              + decision.reason()
              + (decision.detail().isEmpty() ? "" : ", " + decision.detail());
    }
  }

  /** A remediation that is over. */
  public record Done(
      String alertname, String host, String handler, String outcome, String why, String at) {
    static Done of(Remediation row) {
      return new Done(
          row.alertname(),
          row.host(),
          row.handler(),
          row.outcome() == null
              ? "unknown"
              : String.valueOf(Parameters.shown(row.outcome())).replace('_', ' '),
          row.reason(),
          PageTime.of(row.finishedAt()));
    }
  }
}
