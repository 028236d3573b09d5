package io.promansible.wiring;

import io.promansible.config.Configuration;
import io.promansible.config.StoredProjectsRecall;
import io.promansible.config.Tried;
import io.promansible.fault.InputFault;
import io.promansible.project.Checkout;
import io.promansible.project.CheckoutTrial;
import io.promansible.project.Projects;
import io.promansible.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Reads the configuration at the start, with the roles of projects that it names. */
final class FirstReading {
  private FirstReading() {}

  /**
   * Fetches projects that were never fetched, as the handlers may name their roles. A configuration
   * that is faulty all the same may be sound with newer commits: then all are looked at.
   *
   * @throws InputFault when it stays faulty
   */
  static Configuration of(Path file, Map<String, String> environment, Clock clock) {
    Projects projects = Configuration.projects(file, environment, clock);
    projects.fetchMissing();
    try {
      return Configuration.read(file, environment);
    } catch (InputFault e) {
      if (StoredProjectsRecall.of(file, environment)) {
        return of(file, environment, clock);
      }
      if (projects.inForce().isEmpty()) {
        throw e;
      }
      projects.refreshAll(
          new CheckoutTrial() {
            @Override
            public Optional<String> fault(Checkout fresh) {
              try {
                var _ =
                    Configuration.of(file, SettingsFile.text(file), environment, Tried.with(fresh));
                return Optional.empty();
              } catch (InputFault fault) {
                return Optional.of(String.valueOf(fault.getMessage()));
              }
            }

            @Override
            public void afterInForce() {
              // The configuration is read anew below.
            }
          });
      return Configuration.read(file, environment);
    }
  }
}
