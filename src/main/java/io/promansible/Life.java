package io.promansible;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.promansible.RoutineWiring.RoutineScheduler;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.PlayCommand;
import io.promansible.ansible.WarmAnsible;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.remediation.Intake;
import io.promansible.remediation.Ladder;
import io.promansible.remediation.Notices;
import io.promansible.remediation.Proof;
import io.promansible.remediation.Reconcile;
import io.promansible.remediation.SecondLook;
import io.promansible.routine.RoutineClock;
import io.promansible.run.Adoption;
import io.promansible.run.RunArchive;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import io.promansible.run.RunWatch;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts what runs in the background, in order, and stops it. */
@Singleton
final class Life {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);
  private static final Duration PROOF = Duration.ofMillis(500);
  private static final Duration LEAVE = Duration.ofSeconds(5);
  private static final Duration ADOPTION = Duration.ofSeconds(10);
  private static final Duration SECOND_LOOK = Duration.ofSeconds(5);
  private static final Duration LADDER = Duration.ofMillis(500);
  private static final Duration ROUTINES = Duration.ofSeconds(5);
  private static final Duration NOTICES = Duration.ofSeconds(1);
  private static final Duration ANSIBLE = Duration.ofMinutes(1);

  private final CurrentConfiguration configuration;
  private final LiveInventory inventory;
  private final AnsibleVersion ansible;
  private final WarmAnsible warm;
  private final RoleCatalog catalog;
  private final Adoption adoption;
  private final RunArchive archive;
  private final RunRepository runs;
  private final RunWatch watch;
  private final Scheduler scheduler;
  private final RoutineScheduler routineScheduler;
  private final RoutineClock routines;
  private final Intake intake;
  private final Proof proof;
  private final SecondLook secondLook;
  private final Ladder ladder;
  private final Notices notices;
  private final Reconcile reconcile;
  private volatile long reconcileAt = System.nanoTime();
  // Works with the database, so it is never interrupted.
  private final ScheduledExecutorService clockwork =
      Executors.newScheduledThreadPool(4, Thread.ofVirtual().name("clockwork-", 0).factory());
  // Calls Ansible's programs, which may take long and may be broken off.
  private final ScheduledExecutorService errands =
      Executors.newScheduledThreadPool(2, Thread.ofVirtual().name("errand-", 0).factory());

  Life(
      CurrentConfiguration configuration,
      LiveInventory inventory,
      AnsibleVersion ansible,
      WarmAnsible warm,
      RoleCatalog catalog,
      Adoption adoption,
      RunArchive archive,
      RunRepository runs,
      RunWatch watch,
      Scheduler scheduler,
      RoutineScheduler routineScheduler,
      RoutineClock routines,
      Intake intake,
      Proof proof,
      SecondLook secondLook,
      Ladder ladder,
      Notices notices,
      Reconcile reconcile) {
    this.configuration = configuration;
    this.inventory = inventory;
    this.ansible = ansible;
    this.warm = warm;
    this.catalog = catalog;
    this.adoption = adoption;
    this.archive = archive;
    this.runs = runs;
    this.watch = watch;
    this.scheduler = scheduler;
    this.routineScheduler = routineScheduler;
    this.routines = routines;
    this.intake = intake;
    this.proof = proof;
    this.secondLook = secondLook;
    this.ladder = ladder;
    this.notices = notices;
    this.reconcile = reconcile;
  }

  /** Before the first request: what an earlier service left. The hosts may come a little later. */
  @EventListener
  void start(StartupEvent event) {
    archive.sweep(
        id -> runs.findById(id).filter(run -> run.state() != RunState.FINISHED).isPresent());
    adoption.round();
    scheduler.start();
    routineScheduler.scheduler().start();
    intake.open();
    errands.execute(() -> {
      guarded("recalling the inventory", inventory::recall).run();
      refresh();
    });
    errands.execute(guarded("looking for Ansible", this::lookForAnsible));
    every(clockwork, PROOF, "looking for proofs", proof::look);
    every(clockwork, SECOND_LOOK, "deciding anew", this::decideAnew);
    every(clockwork, LADDER, "looking for the next steps", this::climb);
    every(clockwork, NOTICES, "telling Alertmanager", notices::look);
    every(clockwork, LADDER, "asking Alertmanager for its alerts", this::reconcile);
    clockwork.execute(guarded("setting up routines", routines::align));
    every(clockwork, ROUTINES, "setting up routines", routines::align);
    every(clockwork, ADOPTION, "looking after runs", adoption::round);
    every(errands, ANSIBLE, "looking for Ansible", this::lookAgain);
  }

  /** Plays that run are left running; the next start adopts them. */
  @EventListener
  void stop(ShutdownEvent event) {
    LOG.info("stopping: no more alerts are taken and no more runs are started");
    intake.close();
    routineScheduler.scheduler().stop();
    watch.drain(configuration.get().runs().drain());
    watch.leave();
    errands.shutdownNow();
    clockwork.shutdown();
    scheduler.stop();
    try {
      // The database closes next.
      if (!clockwork.awaitTermination(LEAVE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("something in the background did not end within {} s", LEAVE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refresh() {
    guarded("reading the inventory", inventory::refresh).run();
    // Asked each time: the interval may have changed by a reload.
    long next = configuration.get().inventory().refresh().toMillis();
    if (!errands.isShutdown()) {
      var _ = errands.schedule(this::refresh, next, TimeUnit.MILLISECONDS);
    }
  }

  private void decideAnew() {
    // Before the hosts are known everything would be an unknown host.
    if (inventory.current().isPresent()) {
      secondLook.look();
    }
  }

  private void climb() {
    if (inventory.current().isPresent()) {
      ladder.look();
    }
  }

  /**
   * At once when the hosts are known, and then again and again. Not a schedule of its own: the
   * interval may change by a reload.
   */
  private void reconcile() {
    long now = System.nanoTime();
    if (inventory.current().isPresent() && now - reconcileAt >= 0) {
      reconcileAt = now + configuration.get().alertmanager().reconcile().toNanos();
      reconcile.look();
    }
  }

  private void lookForAnsible() {
    ansible.look();
    Configuration now = configuration.get();
    warm.probe(
        new PlayCommand(
            "probe",
            now.playbooks(),
            catalog.shelves(Kind.ALERT),
            CallbackPlugin.install(now.data()),
            now.runs().forks(),
            false),
        () -> configuration.get().ansible());
  }

  private void lookAgain() {
    if (ansible.trouble().isPresent()) {
      ansible.look();
    }
  }

  private static void every(
      ScheduledExecutorService by, Duration interval, String what, Runnable deed) {
    var _ =
        by.scheduleWithFixedDelay(
            guarded(what, deed), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A scheduled deed that throws is never called again, without a word. */
  private static Runnable guarded(String what, Runnable deed) {
    return () -> {
      try {
        deed.run();
      } catch (RuntimeException e) {
        LOG.error("{} failed; it is tried again", what, e);
      }
    };
  }
}
