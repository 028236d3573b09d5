package io.promansible.portal.now;

import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.report.Overview.Did;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the start page shows.
 *
 * @param banners what keeps the service from its work, and what is frozen
 * @param numbers of now and of the last day; null for who does not see all hosts
 * @param waiting what waits for a person
 * @param held what waits for something that passes
 * @param attention what was not fixed in the last day
 * @param lost runs of the last day whose fate nobody knows
 * @param unknown alerts that fire for hosts that the inventory does not have
 * @param strips what each handler did in the last day
 * @param routines the next times of routines
 */
public record NowPage(
    List<Banner> banners,
    @Nullable Numbers numbers,
    List<Waiting> waiting,
    List<Held> held,
    List<Act> attention,
    List<Running> lost,
    List<Firing> unknown,
    List<Running> running,
    List<Firing> firing,
    List<Act> done,
    List<Strip> strips,
    List<Next> routines) {

  /** Something that concerns everything. */
  public record Banner(String kind, String title, String text, String href) {}

  /** The numbers of the day, in words. */
  public record Numbers(
      long firing,
      long running,
      long queued,
      long waiting,
      long received,
      String fixed,
      String median,
      long quarantined,
      long failedOrLost) {
    /** These with what the lists below have, where the lists have all of it. */
    Numbers as(int firingListed, List<Running> listed, int waitingListed, int most) {
      long now = listed.stream().filter(run -> run.status().kind().equals("busy")).count();
      return new Numbers(
          firingListed < most - 1 ? firingListed : firing,
          listed.size() < most ? now : running,
          listed.size() < most ? listed.size() - now : queued,
          waitingListed < most ? waitingListed : waiting,
          received,
          fixed,
          median,
          quarantined,
          failedOrLost);
    }
  }

  /** A remediation that waits for a person. */
  public record Waiting(
      String id,
      String alert,
      String alertname,
      String host,
      String handler,
      String roles,
      When since,
      When expires,
      boolean decidable) {}

  /** A remediation that waits for something that passes. */
  public record Held(String alert, String alertname, String host, String why, When since) {}

  /** A run that goes on, or waits for its turn. */
  public record Running(
      String id,
      Status status,
      String what,
      String hosts,
      String why,
      When since,
      int task,
      int tasks,
      String name,
      String usual) {}

  /** An alert that fires. */
  public record Firing(
      String id,
      String alertname,
      String host,
      String severity,
      String summary,
      When since,
      List<String> decisions,
      boolean unknownHost) {}

  /** A remediation that is over. */
  public record Act(
      String alert,
      @Nullable String run,
      String alertname,
      String host,
      String handler,
      Status status,
      String why,
      When at,
      String took) {}

  /** What a handler did in each half hour of the last day. */
  public record Strip(String handler, Status mode, List<Did> cells, String words) {}

  /** When a routine runs next. */
  public record Next(String name, When at, String last) {}
}
