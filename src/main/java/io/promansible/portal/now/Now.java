package io.promansible.portal.now;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.guard.Reason;
import io.promansible.history.RemediationFilter;
import io.promansible.history.RemediationHistory;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.scope.VisibleRemediations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Puts the start page together, of what the caller may see; the newest of each kind. */
@Singleton
final class Now {
  private static final int MOST = 50;
  // Read before they are sifted by who looks, so many of them.
  private static final int APPROVALS = 500;
  private static final int ENDED = 200;
  private static final int DONE_SHOWN = 10;
  private static final Duration DAY = Duration.ofDays(1);

  private final RemediationRepository remediations;
  private final RemediationHistory history;
  private final VisibleRemediations visible;
  private final NowGoing going;
  private final NowHealth health;
  private final Clock clock;

  Now(
      RemediationRepository remediations,
      RemediationHistory history,
      VisibleRemediations visible,
      NowGoing going,
      NowHealth health,
      Clock clock) {
    this.remediations = remediations;
    this.history = history;
    this.visible = visible;
    this.going = going;
    this.health = health;
    this.clock = clock;
  }

  NowPage of(Principal caller) {
    Instant now = clock.instant();
    List<Remediation> waiting = in(caller, RemediationState.WAITING, MOST);
    List<NowPage.Firing> firing = going.firing(caller);
    List<NowPage.Running> running = going.running(caller);
    return new NowPage(
        health.banners(caller),
        caller.everywhere(AccessRole.VIEWER)
            ? health.numbers().as(firing.size(), running, waiting.size(), MOST)
            : null,
        visible.of(caller, remediations.waitingFor(Reason.APPROVE.text(), APPROVALS)).stream()
            .map(row -> going.waiting(row, visible.mayDecide(caller, row)))
            .toList(),
        waiting.stream().filter(row -> !NowGoing.forPerson(row)).map(going::held).toList(),
        visible.of(caller, remediations.notFixed(now.minus(DAY), ENDED)).stream()
            .limit(DONE_SHOWN)
            .map(this::act)
            .toList(),
        going.lost(caller, now.minus(DAY)),
        firing.stream().filter(NowPage.Firing::unknownHost).toList(),
        running,
        firing,
        in(caller, RemediationState.FINISHED, DONE_SHOWN).stream().map(this::act).toList(),
        health.strips(caller),
        health.routines(caller));
  }

  private List<Remediation> in(Principal caller, RemediationState state, int most) {
    return visible.of(caller, history.page(RemediationFilter.in(state), most));
  }

  private NowPage.Act act(Remediation row) {
    return new NowPage.Act(
        row.episodeId().toString(),
        row.runId() == null ? null : row.runId().toString(),
        row.alertname(),
        row.host(),
        row.handler(),
        Status.of(row),
        row.reason(),
        When.of(row.finishedAt(), clock.instant()),
        When.span(
            Duration.between(
                    row.startedAt(), Objects.requireNonNullElse(row.finishedAt(), row.startedAt()))
                .abs()));
  }
}
