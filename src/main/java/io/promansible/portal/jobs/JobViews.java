package io.promansible.portal.jobs;

import io.promansible.access.Principal;
import io.promansible.history.VisibleRuns;
import io.promansible.job.Apps;
import io.promansible.job.Job;
import io.promansible.job.Jobs;
import io.promansible.job.Playbooks;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.run.Run;
import io.promansible.stored.Inventories;
import io.promansible.stored.StoredInventory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts the pages of jobs together, of what the caller may see. */
@Singleton
final class JobViews {
  private static final int SHOWN = 50;
  private static final int STORED = 200;

  private final Jobs jobs;
  private final Playbooks playbooks;
  private final Inventories inventories;
  private final Apps apps;
  private final VisibleRuns runs;
  private final Clock clock;

  JobViews(
      Jobs jobs,
      Playbooks playbooks,
      Inventories inventories,
      Apps apps,
      VisibleRuns runs,
      Clock clock) {
    this.jobs = jobs;
    this.playbooks = playbooks;
    this.inventories = inventories;
    this.apps = apps;
    this.runs = runs;
    this.clock = clock;
  }

  JobsPage all(Principal caller, JobsPage.@Nullable Ask ask, List<String> faults) {
    Known known = known();
    return new JobsPage(
        rows(caller, known, job -> true),
        known.playbooks,
        known.inventories,
        apps.all().stream().map(app -> group(app, known)).toList(),
        ask,
        faults);
  }

  AppPage app(Principal caller, long id) {
    Apps.Whole app = apps.whole(apps.find(id));
    Known known = known();
    return new AppPage(
        id,
        app.app().appid(),
        known.playbooks(app),
        known.inventories(app),
        known.playbooks.stream().filter(one -> !app.playbooks().contains(one.id())).toList(),
        known.inventories.stream().filter(one -> !app.inventories().contains(one.id())).toList(),
        rows(
            caller,
            known,
            job ->
                app.playbooks().contains(job.playbookId())
                    && app.inventories().contains(job.inventoryId())));
  }

  /** All that is stored for jobs. */
  private record Known(List<JobsPage.Playbook> playbooks, List<JobsPage.Stored> inventories) {
    List<JobsPage.Playbook> playbooks(Apps.Whole app) {
      return playbooks.stream().filter(one -> app.playbooks().contains(one.id())).toList();
    }

    List<JobsPage.Stored> inventories(Apps.Whole app) {
      return inventories.stream().filter(one -> app.inventories().contains(one.id())).toList();
    }
  }

  private Known known() {
    return new Known(
        playbooks.all().stream()
            .map(row ->
                new JobsPage.Playbook(
                    Objects.requireNonNull(row.id()), row.name(), row.gitRepo(), row.entry()))
            .toList(),
        inventories.page(Long.MAX_VALUE, STORED).stream().map(this::stored).toList());
  }

  private List<JobsPage.Row> rows(Principal caller, Known known, Predicate<Job> wanted) {
    return jobs.page(Long.MAX_VALUE, SHOWN).stream()
        .filter(wanted)
        .flatMap(job -> runs.look(caller, job.runId()).stream().map(run -> row(job, run, known)))
        .toList();
  }

  private static JobsPage.Group group(Apps.Whole app, Known known) {
    return new JobsPage.Group(
        Objects.requireNonNull(app.app().id()),
        app.app().appid(),
        known.playbooks(app).stream().map(JobsPage.Playbook::name).toList(),
        known.inventories(app).stream().map(JobsPage.Stored::text).toList());
  }

  private JobsPage.Row row(Job job, Run run, Known known) {
    return new JobsPage.Row(
        run.id().toString(),
        Status.of(run),
        known.playbooks.stream()
            .filter(one -> one.id() == job.playbookId())
            .findFirst()
            .map(JobsPage.Playbook::name)
            .orElse("playbook " + job.playbookId()),
        known.inventories.stream()
            .filter(one -> one.id() == job.inventoryId())
            .findFirst()
            .map(JobsPage.Stored::text)
            .orElse("inventory " + job.inventoryId()),
        run.reason(),
        When.of(run.queuedAt(), clock.instant()));
  }

  JobsPage.Stored stored(StoredInventory row) {
    return new JobsPage.Stored(
        Objects.requireNonNull(row.id()),
        row.name(),
        row.env(),
        row.version(),
        When.of(row.madeAt(), clock.instant()));
  }

  /** What a job would do. */
  JobsPage.Ask ask(long playbook, long inventory) {
    StoredInventory stored = inventories.find(inventory);
    return new JobsPage.Ask(
        playbook,
        playbooks.find(playbook).name(),
        inventory,
        stored(stored).text(),
        inventories.read(stored).names().stream().sorted().toList());
  }
}
