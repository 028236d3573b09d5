package io.promansible.freeze;

import java.util.List;

/** The freeze windows of the configuration. */
public record FreezeWindows(List<FreezeWindow> all) {
  public FreezeWindows {
    all = List.copyOf(all);
  }
}
