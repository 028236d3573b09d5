package io.promansible.portal.runs;

import io.promansible.portal.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts.
 *
 * @param after the address of the next page; null on the last
 */
public record RunHostsTab(List<Host> hosts, boolean failedOnly, @Nullable String after)
    implements RunPage.Tab {
  @Override
  public String name() {
    return "hosts";
  }

  /** A host, with its recap in words. */
  public record Host(String name, Status status, String recap, String parameters, String results) {}
}
