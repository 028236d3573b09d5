package io.promansible.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
  /** How bad it is. */
  public enum Level {
    GOOD,
    /** Something works less well than it could. */
    WARN,
    /** Something will not work, or alerts will be lost. */
    BAD
  }

  /** One thing that was looked at. */
  public record Diagnosis(Level level, String subject, String text) {}

  /**
   * What is to be looked at.
   *
   * @param ping go to every host
   * @param alertmanagerConfig the file of Alertmanager, instead of asking it
   */
  public record Wish(Path config, boolean ping, Optional<Path> alertmanagerConfig) {}

  /** Looks, up on the top floor, and tells each thing as soon as it is known. */
  @FunctionalInterface
  public interface Doctor {
    /** Looks at everything. */
    void examine(Wish wish, Consumer<Diagnosis> tell);
  }

  private final Doctor doctor;

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

  /** A command that asks the given doctor. */
  public DoctorCommand(Doctor doctor) {
    this.doctor = doctor;
  }

  @Override
  public Integer call() {
    Map<Level, Integer> counts = new EnumMap<>(Level.class);
    doctor.examine(
        new Wish(config.path(), ping, Optional.ofNullable(alertmanagerConfig)),
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
