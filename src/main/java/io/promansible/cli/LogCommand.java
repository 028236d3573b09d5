package io.promansible.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible log}: what Ansible printed. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Print what Ansible printed in a run; secrets are masked.")
public final class LogCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Parameters(arity = "1", paramLabel = "RUN", description = "its id; 'runs' lists them")
  private String id = "";

  @Option(names = "--playbook", description = "the play that was run, instead")
  private boolean playbook;

  public LogCommand() {}

  @Override
  public Integer call() {
    String text =
        client.text("/api/v1/runs/" + Client.part(id) + (playbook ? "/playbook" : "/log"));
    // Takes out control characters, with which a host's output could steer this terminal.
    System.out.print(text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", ""));
    return 0;
  }
}
