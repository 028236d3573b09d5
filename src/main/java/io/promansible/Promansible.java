package io.promansible;

import io.promansible.ansible.AnsibleInventory;
import io.promansible.cli.AlertsCommand;
import io.promansible.cli.AuditCommand;
import io.promansible.cli.CancelCommand;
import io.promansible.cli.CheckConfigCommand;
import io.promansible.cli.CloseCommand;
import io.promansible.cli.ConfigFile;
import io.promansible.cli.DecideCommand;
import io.promansible.cli.DoctorCommand;
import io.promansible.cli.ExitCodes;
import io.promansible.cli.ExplainCommand;
import io.promansible.cli.FreezeCommand;
import io.promansible.cli.HoldsCommand;
import io.promansible.cli.InventoryCommand;
import io.promansible.cli.LogCommand;
import io.promansible.cli.RunCommand;
import io.promansible.cli.RunsCommand;
import io.promansible.cli.ThawCommand;
import io.promansible.cli.UserCommand;
import io.promansible.config.Configuration;
import io.promansible.disk.ScratchFolder;
import io.promansible.doctor.Examination;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.InventoryReading;
import io.promansible.wiring.Hangup;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The main class: {@code serve} and all other commands of {@code bin/promansible}. */
@Command(
    name = "promansible",
    mixinStandardHelpOptions = true,
    versionProvider = Promansible.Version.class,
    description = "Alert-driven remediation with Ansible.",
    synopsisSubcommandLabel = "COMMAND")
public final class Promansible {
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

    /** Blocks until the process ends; SIGTERM closes the service first. */
    @Override
    public Integer call() throws InterruptedException {
      // Before the service starts: a SIGHUP that comes meanwhile must not end the process.
      Hangup hangup = Hangup.listen();
      Service service = Service.start(config.path(), System.getenv());
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(service::close));
      hangup.call(service::reload);
      new CountDownLatch(1).await();
      return 0;
    }
  }

  private Promansible() {}

  /** The whole command line; exits with the code of the command. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** All commands, as bin/promansible knows them. */
  public static CommandLine commandLine() {
    return new CommandLine(new Promansible())
        .addSubcommand(new Serve())
        .addSubcommand(new CheckConfigCommand(Promansible::check))
        .addSubcommand(new DoctorCommand())
        .addSubcommand(new ExplainCommand(Clock.systemUTC()))
        .addSubcommand(new InventoryCommand())
        .addSubcommand(new RunCommand())
        .addSubcommand(new RunsCommand())
        .addSubcommand(new LogCommand())
        .addSubcommand(new CancelCommand())
        .addSubcommand(new AlertsCommand())
        .addSubcommand(new HoldsCommand())
        .addSubcommand(new DecideCommand.Approve())
        .addSubcommand(new DecideCommand.Reject())
        .addSubcommand(new FreezeCommand(Clock.systemUTC()))
        .addSubcommand(new ThawCommand())
        .addSubcommand(new CloseCommand())
        .addSubcommand(new AuditCommand())
        .addSubcommand(new UserCommand())
        .setExecutionExceptionHandler(new ExitCodes());
  }

  private static CheckConfigCommand.Checked check(Path file) {
    Configuration read = Configuration.read(file, System.getenv());
    List<String> warnings = new ArrayList<>(read.warnings());
    try (ScratchFolder scratch = ScratchFolder.make("check")) {
      Examination.Found found =
          Examination.of(read, inventory(read, scratch.path(), warnings), scratch.path());
      if (!found.faults().isEmpty()) {
        throw new InputFault(found.faults());
      }
      found.remarks().forEach(remark -> warnings.add(remark.toString()));
    } catch (IOException e) {
      throw new WorldFault("no folder can be made for files that are needed meanwhile: " + e, e);
    }
    return new CheckConfigCommand.Checked(warnings, read.effective());
  }

  private static Optional<Inventory> inventory(
      Configuration read, Path scratch, List<String> warnings) {
    try {
      InventoryReading reading =
          new AnsibleInventory(read::ansible, read.playbooks(), scratch)
              .read(read.inventory().sources());
      if (!reading.warnings().isEmpty()) {
        warnings.add("reading the inventory sources: " + reading.warnings());
      }
      return Optional.of(Inventory.of(reading, Instant.EPOCH));
    } catch (WorldFault e) {
      warnings.add(e.getMessage() + "; so handlers and routines are not held against its hosts");
      return Optional.empty();
    }
  }
}
