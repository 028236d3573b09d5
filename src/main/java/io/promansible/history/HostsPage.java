package io.promansible.history;

import io.promansible.run.RunHost;
import io.promansible.run.RunPartsRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of a run's hosts, sorted by name. It ends early behind 4 MiB of text, as the results of
 * one host may have 64 KiB.
 *
 * @param after the name to go on after; null on the last page
 */
public record HostsPage(List<RunHost> hosts, @Nullable String after) {
  private static final int AT_ONCE = 50;
  private static final int TEXT_MAX = 4 << 20;

  public HostsPage {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads a page.
   *
   * @param after the last name that the caller has; empty for the first page
   * @param bad only hosts on which the run did not succeed
   * @param most hosts at most
   */
  public static HostsPage of(
      RunPartsRepository parts, UUID run, String after, boolean bad, int most) {
    List<RunHost> hosts = new ArrayList<>();
    String at = after;
    int text = 0;
    boolean more = true;
    while (more && hosts.size() < most && text < TEXT_MAX) {
      int wanted = Math.min(AT_ONCE, most - hosts.size());
      List<RunHost> some = parts.page(run, at, bad, wanted);
      hosts.addAll(some);
      text += some.stream().mapToInt(HostsPage::text).sum();
      more = some.size() == wanted;
      at = more ? some.getLast().host() : at;
    }
    boolean further = more && !parts.page(run, at, bad, 1).isEmpty();
    return new HostsPage(hosts, further ? at : null);
  }

  private static int text(RunHost host) {
    return host.parameters().length() + (host.results() == null ? 0 : host.results().length());
  }
}
