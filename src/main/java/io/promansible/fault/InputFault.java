package io.promansible.fault;

import java.util.List;
import java.util.stream.Collectors;

/** The caller's or the file's fault: nothing was changed, and the findings say what to correct. */
public final class InputFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  public InputFault(String where, String what) {
    this(List.of(new Finding(where, what)));
  }

  /** Carries all findings at once, so that a file is corrected in one go. */
  public InputFault(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** What to correct, one sentence for each finding. */
  public List<String> texts() {
    return findings.stream().map(Finding::toString).toList();
  }

  /** What to correct: at least one finding. */
  public List<Finding> findings() {
    return findings;
  }
}
