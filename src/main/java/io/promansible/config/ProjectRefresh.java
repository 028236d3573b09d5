package io.promansible.config;

import io.promansible.clockwork.Clockwork;
import io.promansible.clockwork.Recurring;
import io.promansible.intake.HeldAlerts;
import io.promansible.project.Checkout;
import io.promansible.project.CheckoutTrial;
import io.promansible.project.ProjectState;
import io.promansible.project.Projects;
import io.promansible.project.RunCommitRepository;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the repositories of projects, and puts a new commit in force if the configuration is
 * sound with it; else the commit from before stays.
 */
@Singleton
public final class ProjectRefresh implements Recurring, CheckoutTrial {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Projects projects;
  private final CurrentConfiguration configuration;
  private final RunCommitRepository commits;
  private final HeldAlerts heldAlerts;
  private final Clockwork clockwork;
  private final Gauge good;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  ProjectRefresh(
      Projects projects,
      CurrentConfiguration configuration,
      RunCommitRepository commits,
      HeldAlerts heldAlerts,
      Clockwork clockwork,
      CollectorRegistry metrics) {
    this.projects = projects;
    this.configuration = configuration;
    this.commits = commits;
    this.heldAlerts = heldAlerts;
    this.clockwork = clockwork;
    this.good =
        Gauge.build(
                "promansible_project_last_fetch_successful",
                "Whether the last look at a project's repository went well, and its commit is in force.")
            .labelNames("project")
            .register(metrics);
  }

  @Override
  public String what() {
    return "looking at the repositories of projects";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public boolean interruptible() {
    return true;
  }

  @Override
  public void run() {
    projects.refreshDue(this, commits::needed);
    for (ProjectState state : projects.states()) {
      good.labels(state.project().name()).set(state.trouble().isEmpty() ? 1 : 0);
    }
  }

  /**
   * Looks at a repository now.
   *
   * @throws io.promansible.fault.NotFound when there is no project of this name
   */
  public void refresh(String name) {
    projects.refresh(name, this, commits::needed);
  }

  /** Takes what was fetched of a project out of force. */
  void forget(String name) {
    projects.forget(name);
  }

  /** Looks at a repository soon; asked again meanwhile, it is looked at once. */
  public void later(String name) {
    if (waiting.add(name)) {
      clockwork.errand(
          "fetching the project " + name,
          () -> {
            waiting.remove(name);
            refresh(name);
          });
    }
  }

  @Override
  public Optional<String> fault(Checkout fresh) {
    return configuration.fault(fresh);
  }

  @Override
  public void afterInForce() {
    configuration.takeCommits();
    // Alerts that found no role may be acted upon now.
    clockwork.once("deciding anew", heldAlerts::lookAtAll);
  }
}
