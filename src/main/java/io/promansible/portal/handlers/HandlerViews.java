package io.promansible.portal.handlers;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.catalog.HandlerCatalog;
import io.promansible.catalog.HandlerCatalog.Entry;
import io.promansible.catalog.HandlerCatalog.Origin;
import io.promansible.catalog.HandlerRepository;
import io.promansible.fault.Forbidden;
import io.promansible.fault.NotFound;
import io.promansible.handler.Handler;
import io.promansible.handler.Limits;
import io.promansible.history.RemediationFilter;
import io.promansible.history.RemediationHistory;
import io.promansible.history.RunVars;
import io.promansible.label.Matcher;
import io.promansible.playbook.Kind;
import io.promansible.portal.Specs;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.portal.alerts.Words;
import io.promansible.portal.holds.RecentHolds;
import io.promansible.report.HandlerRecord;
import io.promansible.report.Overview;
import io.promansible.report.RecentRecords;
import io.promansible.scope.VisibleHandlers;
import io.promansible.scope.VisibleRemediations;
import io.promansible.settings.Durations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the pages of handlers together, of what the caller may see. */
@Singleton
final class HandlerViews {
  private static final int SHOWN = 20;
  private static final int PERCENT = 100;

  private final HandlerCatalog catalog;
  private final VisibleHandlers visible;
  private final Reports reports;
  private final Acts acts;
  private final Clock clock;

  HandlerViews(
      HandlerCatalog catalog, VisibleHandlers visible, Reports reports, Acts acts, Clock clock) {
    this.catalog = catalog;
    this.visible = visible;
    this.reports = reports;
    this.acts = acts;
    this.clock = clock;
  }

  /** What is counted. */
  @Singleton
  record Reports(
      RecentRecords records, Overview overview, HandlerRepository stored, RunVars vars) {}

  /** What is done, and held back. */
  @Singleton
  record Acts(RemediationHistory history, VisibleRemediations visible, RecentHolds holds) {}

  HandlersPage all(Principal caller) {
    Map<String, HandlerRecord> records = reports.records.all();
    return new HandlersPage(
        catalog.all().values().stream()
            .filter(entry -> visible.sees(caller, entry.name()))
            .map(entry -> row(caller, entry, records.get(entry.name())))
            .toList(),
        caller.everywhere(AccessRole.ADMIN));
  }

  private HandlerPage.Row row(Principal caller, Entry entry, @Nullable HandlerRecord record) {
    Optional<Handler> handler = entry.handler();
    return new HandlerPage.Row(
        entry.name(),
        entry.origin() == Origin.FILE ? "the configuration" : "the database",
        handler
            .map(one -> one.matchers().all().stream().map(Matcher::toString).toList())
            .orElse(List.of()),
        handler.map(Handler::roles).orElse(List.of()),
        handler.map(one -> Status.of(one.mode())).orElse(Status.bad("broken")),
        handler.map(one -> Status.words(one.risk())).orElse(""),
        entry
            .switched()
            .map(mode ->
                "switched from %s by %s %s: %s"
                    .formatted(
                        Status.words(mode.own()),
                        mode.who(),
                        When.of(mode.changedAt(), clock.instant()).words(),
                        mode.reason()))
            .orElse(""),
        record != null && visible.seesAllOf(caller, entry.name()) ? counted(record) : null,
        entry.fault().isEmpty() ? null : entry.fault());
  }

  private static HandlerPage.Counted counted(HandlerRecord record) {
    return new HandlerPage.Counted(
        record.wouldHaveRun(),
        record.runs(),
        record.fixed(),
        record.notFixed(),
        record.waiting(),
        record
            .fixedShare()
            .map(share -> Math.round(share * PERCENT) + " % fixed")
            .orElse("no outcome yet"),
        record.medianToFix().map(When::span).orElse(""),
        record.breaker().orElse(null));
  }

  HandlerPage one(Principal caller, String name) {
    Entry entry = catalog.all().get(name);
    if (entry == null || !visible.sees(caller, name)) {
      throw new NotFound("no handler '" + name + "'");
    }
    return new HandlerPage(
        row(caller, entry, reports.records.all().get(name)),
        entry.handler().map(HandlerViews::settings).orElse(Map.of()),
        entry
            .handler()
            .map(one ->
                one.escalate().stream()
                    .map(step ->
                        new HandlerPage.Step(
                            String.join(", ", step.roles()), Status.of(step.mode())))
                    .toList())
            .orElse(List.of()),
        visible.seesAllOf(caller, name)
            ? reports.overview.strips(List.of(name)).getOrDefault(name, List.of())
            : List.of(),
        visible.seesAllOf(caller, name) ? days(name) : List.of(),
        acts(caller, name),
        holds(caller, name),
        reports
            .stored
            .findById(name)
            .map(
                row -> Specs.masked(row.spec(), reports.vars.secretNames(Kind.ALERT, roles(entry))))
            .orElse(""),
        operable(caller, name),
        caller.everywhere(AccessRole.ADMIN));
  }

  private List<String> holds(Principal caller, String name) {
    return acts.holds.all().stream()
        .filter(hold -> hold.decision().handler().equals(name))
        .filter(hold -> visible.sees(caller, hold.decision()))
        .map(hold ->
            "%s: %s, %s"
                .formatted(
                    String.valueOf(hold.decision().host()),
                    Words.reason(hold.reason().text()),
                    hold.detail()))
        .toList();
  }

  private List<HandlerPage.Day> days(String name) {
    List<Optional<Duration>> times = reports.overview.daysToFix(name);
    long longest =
        times.stream().flatMap(Optional::stream).mapToLong(Duration::toMillis).max().orElse(1);
    List<HandlerPage.Day> days = new ArrayList<>();
    for (Optional<Duration> time : times) {
      int ago = times.size() - days.size() - 1;
      String day = ago == 0 ? "today" : ago + (ago == 1 ? " day ago" : " days ago");
      days.add(
          time.map(one ->
                  new HandlerPage.Day(
                      Math.max(1, (int) (one.toMillis() * PERCENT / Math.max(1, longest))),
                      day + ": " + When.span(one)))
              .orElse(new HandlerPage.Day(0, day + ": nothing fixed")));
    }
    return days;
  }

  private static void limits(Handler handler, Map<String, String> settings) {
    Limits limits = handler.limits();
    settings.put(
        "Left alone",
        "%s after a fix, %s after a failure"
            .formatted(
                Durations.format(handler.cooldown().afterSuccess()),
                Durations.format(handler.cooldown().afterFailure())));
    settings.put(
        "At once",
        "%d hosts, of each group at most %d %%, but %d in any case"
            .formatted(limits.hosts(), Math.round(limits.share() * PERCENT), Limits.HOSTS_ALWAYS));
    settings.put("In an hour", "at most %d runs".formatted(limits.perHour()));
    settings.put(
        "Left to people",
        "an alert that begins %d times within an hour, or was fixed %d times within a day, or began more than %s ago"
            .formatted(limits.flaps(), limits.recurrence(), Durations.format(limits.stale())));
    settings.put(
        "Breaker",
        "after %d failures in a row it is held back for %s"
            .formatted(handler.breaker().failures(), Durations.format(handler.breaker().open())));
  }

  private static Map<String, String> settings(Handler handler) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("Host", "from the label " + handler.target());
    settings.put(
        "Proof",
        "resolved within "
            + Durations.format(handler.verify().within())
            + ", and for "
            + Durations.format(handler.verify().hold())
            + " after");
    settings.put("Fires at least", Durations.format(handler.minAge()));
    settings.put("Pause between runs on a host", Durations.format(handler.hostCooldown()));
    settings.put("Timeout", Durations.format(handler.timeout()));
    limits(handler, settings);
    if (handler.check()) {
      settings.put("Check mode", "it changes nothing");
    }
    handler
        .parameters()
        .forEach(parameter ->
            parameter
                .from()
                .ifPresent(source ->
                    settings.put(parameter.argument().name(), "from the label " + source.label())));
    return settings;
  }

  private List<HandlerPage.Act> acts(Principal caller, String name) {
    return acts
        .visible
        .of(caller, acts.history.page(RemediationFilter.ofHandler(name), SHOWN))
        .stream()
        .map(row ->
            new HandlerPage.Act(
                row.episodeId().toString(),
                row.runId() == null ? null : row.runId().toString(),
                row.alertname(),
                row.host(),
                Status.of(row),
                row.reason(),
                When.of(row.startedAt(), clock.instant())))
        .toList();
  }

  private static List<String> roles(Entry entry) {
    return entry.handler().map(Handler::roles).orElse(List.of());
  }

  private boolean operable(Principal caller, String name) {
    try {
      visible.requireOperable(caller, name);
      return true;
    } catch (Forbidden e) {
      return false;
    }
  }
}
