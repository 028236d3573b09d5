package io.promansible.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --config}. */
public final class ConfigFile {
  @Option(
      names = {"-c", "--config"},
      defaultValue = "${env:PROMANSIBLE_CONFIG:-promansible.yml}",
      paramLabel = "FILE",
      description = "the configuration (PROMANSIBLE_CONFIG; ${DEFAULT-VALUE})")
  private Path file = Path.of("promansible.yml");

  /** The path of the configuration file. */
  public Path path() {
    return file;
  }
}
