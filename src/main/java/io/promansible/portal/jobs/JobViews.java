package io.promansible.portal.jobs;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.promansible.access.Principal;
import io.promansible.history.VisibleRuns;
import io.promansible.inventory.Inventory;
import io.promansible.job.Apps;
import io.promansible.job.Inventories;
import io.promansible.job.Job;
import io.promansible.job.Jobs;
import io.promansible.job.Playbooks;
import io.promansible.job.StoredInventory;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the pages of jobs together, of what the caller may see. */
@Singleton
final class JobViews {
  private static final int SHOWN = 50;
  private static final int STORED = 200;
  private static final int CONTEXT = 3;

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
    List<JobsPage.Playbook> known =
        playbooks.all().stream()
            .map(row ->
                new JobsPage.Playbook(
                    Objects.requireNonNull(row.id()), row.name(), row.gitRepo(), row.entry()))
            .toList();
    List<JobsPage.Stored> stored =
        inventories.page(Long.MAX_VALUE, STORED).stream().map(this::stored).toList();
    Map<Long, JobsPage.Playbook> byId =
        known.stream().collect(Collectors.toMap(JobsPage.Playbook::id, Function.identity()));
    Map<Long, JobsPage.Stored> storedById =
        stored.stream().collect(Collectors.toMap(JobsPage.Stored::id, Function.identity()));
    return new JobsPage(
        jobs.page(Long.MAX_VALUE, SHOWN).stream()
            .flatMap(job ->
                runs.look(caller, job.runId()).stream()
                    .map(run ->
                        row(
                            job,
                            run,
                            Optional.ofNullable(byId.get(job.playbookId())),
                            Optional.ofNullable(storedById.get(job.inventoryId())))))
            .toList(),
        known,
        stored,
        groups(byId, storedById),
        ask,
        faults);
  }

  private List<JobsPage.Group> groups(
      Map<Long, JobsPage.Playbook> playbooksById, Map<Long, JobsPage.Stored> storedById) {
    return apps.all().stream()
        .map(app ->
            new JobsPage.Group(
                app.app().appid(),
                app.playbooks().stream()
                    .flatMap(id ->
                        Optional.ofNullable(playbooksById.get(id))
                            .map(JobsPage.Playbook::name)
                            .stream())
                    .toList(),
                app.inventories().stream()
                    .flatMap(id ->
                        Optional.ofNullable(storedById.get(id)).map(JobsPage.Stored::text).stream())
                    .toList()))
        .toList();
  }

  private JobsPage.Row row(
      Job job, Run run, Optional<JobsPage.Playbook> playbook, Optional<JobsPage.Stored> inventory) {
    return new JobsPage.Row(
        run.id().toString(),
        Status.of(run),
        playbook.map(JobsPage.Playbook::name).orElse("playbook " + job.playbookId()),
        inventory.map(JobsPage.Stored::text).orElse("inventory " + job.inventoryId()),
        run.reason(),
        When.of(run.queuedAt(), clock.instant()));
  }

  private JobsPage.Stored stored(StoredInventory row) {
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

  InventoryPage inventory(long id) {
    StoredInventory row = inventories.find(id);
    Inventory read = inventories.read(row);
    Map<String, List<String>> groups = new TreeMap<>();
    read.groups().forEach((group, hosts) -> groups.put(group, hosts.stream().sorted().toList()));
    Optional<StoredInventory> before =
        inventories.page(id, STORED).stream()
            .filter(one -> one.name().equals(row.name()) && one.env().equals(row.env()))
            .findFirst();
    return new InventoryPage(
        stored(row).text(),
        row.hosts(),
        row.vars(),
        read.names().stream().sorted().toList(),
        groups,
        before.map(StoredInventory::version).orElse(""),
        before.map(one -> difference(one, row)).orElse(List.of()));
  }

  private static List<String> difference(StoredInventory before, StoredInventory after) {
    List<String> all = new ArrayList<>();
    all.addAll(difference("hosts", before.hosts(), after.hosts()));
    all.addAll(difference("vars", before.vars(), after.vars()));
    return all;
  }

  private static List<String> difference(String name, String before, String after) {
    List<String> old = before.lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        name, name, old, DiffUtils.diff(old, after.lines().toList()), CONTEXT);
  }
}
