package io.promansible.cli;

import io.promansible.fault.InputFault;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible check-config}: all that is wrong with a file, without starting anything. */
@Command(
    name = "check-config",
    mixinStandardHelpOptions = true,
    description = "Check a configuration file.")
public final class CheckConfigCommand implements Callable<Integer> {
  /** Reads and checks a configuration; a room above this one implements it. */
  @FunctionalInterface
  public interface Checker {
    /**
     * Checks a file.
     *
     * @throws InputFault with every finding
     */
    Checked check(Path file);
  }

  /** What is said of a file without faults: warnings, and all its keys with their defaults. */
  public record Checked(List<String> warnings, String effective) {}

  private final Checker checker;

  @Mixin private ConfigFile config = new ConfigFile();

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "the file, instead of --config")
  private @Nullable Path file;

  @Option(names = "--print", description = "print the configuration in force, defaults filled in")
  private boolean print;

  public CheckConfigCommand(Checker checker) {
    this.checker = checker;
  }

  @Override
  public Integer call() {
    Path path = file == null ? config.path() : file;
    Checked checked = checker.check(path);
    checked.warnings().forEach(warning -> System.err.println("warning: " + warning));
    System.out.print(print ? checked.effective() : path + ": SUCCESS\n");
    return 0;
  }
}
