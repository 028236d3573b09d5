package io.promansible;

import io.promansible.cli.CheckConfigCommand;
import io.promansible.cli.ConfigFile;
import io.promansible.cli.DoctorCommand;
import io.promansible.cli.ExitCodes;
import io.promansible.cli.ExplainCommand;
import io.promansible.cli.InventoryCommand;
import io.promansible.cli.RunCommand;
import io.promansible.cli.RunsCommand;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/**
 * The main class: {@code promansible serve | check-config | doctor | explain | inventory | runs}.
 */
@Command(
    name = "promansible",
    mixinStandardHelpOptions = true,
    versionProvider = Promansible.Version.class,
    description = "Alert-driven remediation with Ansible.",
    synopsisSubcommandLabel = "COMMAND")
final class Promansible {
  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"promansible " + Service.version()};
    }
  }

  /** {@code serve}: the service itself, until it is told to stop. */
  @Command(name = "serve", mixinStandardHelpOptions = true, description = "Run the service.")
  static final class Serve implements Callable<Integer> {
    @Mixin private ConfigFile config = new ConfigFile();

    /** Returns only by an error; SIGTERM closes the service. */
    @Override
    public Integer call() throws InterruptedException {
      Service service = Service.start(config.path(), System.getenv());
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(service::close));
      service.reloadOnHangup();
      new CountDownLatch(1).await();
      return 0;
    }
  }

  private Promansible() {}

  /** The whole command line; exits with the code of the command. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Promansible())
        .addSubcommand(new Serve())
        .addSubcommand(new CheckConfigCommand(Promansible::check))
        .addSubcommand(new DoctorCommand(Doctor::examine))
        .addSubcommand(new ExplainCommand(Clock.systemUTC()))
        .addSubcommand(new InventoryCommand())
        .addSubcommand(new RunCommand())
        .addSubcommand(new RunsCommand())
        .setExecutionExceptionHandler(new ExitCodes());
  }

  private static CheckConfigCommand.Checked check(Path file) {
    Configuration read = Configuration.read(file, System.getenv());
    return new CheckConfigCommand.Checked(read.warnings(), read.effective());
  }
}
