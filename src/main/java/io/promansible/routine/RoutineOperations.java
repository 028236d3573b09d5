package io.promansible.routine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.audit.AuditLog;
import io.promansible.audit.AuditLog.Change;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people do with routines: make, change, delete, pause, resume, run now. */
@Singleton
public final class RoutineOperations {
  private static final Logger LOG = LoggerFactory.getLogger(RoutineOperations.class);

  private final RoutineCatalog catalog;
  private final RoutineRepository routines;
  private final RoutineTimes times;
  private final RoutineRuns runs;
  private final AuditLog audit;
  private final Clock clock;

  public RoutineOperations(
      RoutineCatalog catalog,
      RoutineRepository routines,
      RoutineTimes times,
      RoutineRuns runs,
      AuditLog audit,
      Clock clock) {
    this.catalog = catalog;
    this.routines = routines;
    this.times = times;
    this.runs = runs;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes or changes a routine of the API.
   *
   * @return whether the routine is new
   * @throws InputFault with all that is wrong with it, or when the file has a routine of this name
   */
  public boolean put(String name, ObjectNode spec, String who) {
    changeable(name);
    if (spec.has("name") && !spec.path("name").asText().equals(name)) {
      throw new InputFault(
          "name",
          "'%s' is not '%s', which the address says; leave it out"
              .formatted(spec.path("name").asText(), name));
    }
    String text = spec.toString();
    Routine read = catalog.read(name, text);
    runs.checkHosts(read);
    Optional<String> before = words(name);
    boolean made = !routines.existsById(name);
    audit.record(
        who,
        made ? "routine make" : "routine change",
        subject(name),
        new Change(before.orElse(null), words(read)),
        () -> {
          StoredRoutine row = new StoredRoutine(name, text, who, clock.instant());
          if (made) {
            routines.save(row);
          } else {
            routines.update(row);
          }
          return true;
        });
    LOG.info("routine {}: {} by {}: {}", name, made ? "made" : "changed", who, read.timetable());
    times.align();
    return made;
  }

  /** Deletes a routine of the API; its runs go on. */
  public void delete(String name, String who) {
    changeable(name);
    Optional<String> before = words(name);
    audit.record(
        who,
        "routine delete",
        subject(name),
        new Change(before.orElse(null), null),
        () -> {
          routines.deleteById(name);
          return true;
        });
    LOG.info("routine {}: taken away by {}", name, who);
    times.align();
  }

  private void changeable(String name) {
    if (catalog
        .find(name)
        .filter(entry -> entry.origin() == RoutineCatalog.Origin.FILE)
        .isPresent()) {
      throw new InputFault("name", "'" + name + "' stands in the configuration; change it there");
    }
  }

  /** Runs a routine now; returns the run's id. */
  public UUID run(Routine routine, String who) {
    runs.requireCapacity();
    RoutineRuns.Wanted wanted = runs.wanted(routine, who);
    AtomicReference<UUID> made = new AtomicReference<>();
    audit.record(
        who,
        "routine run",
        subject(routine.name()),
        "",
        () -> {
          made.set(runs.enqueue(wanted));
          return true;
        });
    UUID id = made.get();
    runs.wake();
    LOG.info("routine {}: run {} asked for by {}", routine.name(), id, who);
    return id;
  }

  /** Pauses a routine: its times pass and start nothing. */
  public void pause(String name, String who) {
    times.align();
    audit.record(who, "routine pause", subject(name), "", () -> routines.pause(name, who) > 0);
    LOG.info("routine {}: paused by {}", name, who);
  }

  /** Ends the pause of a routine; times that passed meanwhile are not made up for. */
  public void resume(Routine routine, String who) {
    Instant next = routine.timetable().next(clock.instant()).orElse(Instant.MAX);
    audit.record(
        who,
        "routine resume",
        subject(routine.name()),
        "",
        () -> routines.resume(routine.name(), next) > 0);
    times.align();
    LOG.info("routine {}: resumed by {}; next at {}", routine.name(), who, next);
  }

  private Optional<String> words(String name) {
    return catalog.find(name).flatMap(RoutineCatalog.Entry::routine).map(RoutineOperations::words);
  }

  /** What the audit shows of a routine: not its variables, as some of them are secrets. */
  private static String words(Routine routine) {
    return "%s on %s: %s"
        .formatted(String.join(", ", routine.roles()), routine.hosts(), routine.timetable());
  }

  private static String subject(String name) {
    return "routine:" + name;
  }
}
