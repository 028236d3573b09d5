package io.promansible.freeze;

import java.util.List;

/** The windows of the configuration. */
public record FreezeWindows(List<FreezeWindow> all) {
  /** Copies. */
  public FreezeWindows {
    all = List.copyOf(all);
  }
}
