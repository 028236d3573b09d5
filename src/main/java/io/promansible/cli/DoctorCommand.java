package io.promansible.cli;

import io.promansible.doctor.Diagnosis.Level;
import io.promansible.doctor.Doctor;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promansible doctor}: whether all that a configuration needs is there, and what to do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Look whether Ansible, the roles, the inventory, Alertmanager and Prometheus are as they must be. Changes nothing.")
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(
      names = "--ping",
      description = "go to every host of the inventory, as a remediation would")
  private boolean ping;

  @Option(
      names = "--alertmanager-config",
      paramLabel = "FILE",
      description = "look at this alertmanager.yml instead of asking Alertmanager for its own")
  private @Nullable Path alertmanagerConfig;

  @Override
  public Integer call() {
    Map<Level, Integer> counts = new EnumMap<>(Level.class);
    Doctor.examine(
        new Doctor.Request(config.path(), ping, Optional.ofNullable(alertmanagerConfig)),
        diagnosis -> {
          counts.merge(diagnosis.level(), 1, Integer::sum);
          System.out.printf(
              "%-4s  %-12s  %s%n",
              diagnosis.level().name().toLowerCase(Locale.ROOT),
              diagnosis.subject(),
              diagnosis.text());
        });
    int bad = counts.getOrDefault(Level.BAD, 0);
    System.out.printf(
        "%n%d good, %d worth a look, %d bad%n",
        counts.getOrDefault(Level.GOOD, 0), counts.getOrDefault(Level.WARN, 0), bad);
    return bad == 0 ? 0 : 1;
  }
}
