package io.promansible.cli;

import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one mapping of faults to exit codes: 0 good, 1 bad; picocli gives 2 for wrong usage. */
public final class ExitCodes implements IExecutionExceptionHandler {
  private static final int BAD = 1;

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    if (e instanceof InputFault || e instanceof WorldFault) {
      command.getErr().println(e.getMessage());
      return BAD;
    }
    throw e;
  }
}
