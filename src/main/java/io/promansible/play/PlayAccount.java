package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the events of a play tell beside its stats.
 *
 * @param played hosts that Ansible took into the play
 * @param ended hosts for which the play ended on purpose ({@code meta: end_host} and the like)
 * @param delegates by host: the host to which its last failed or unreachable task was delegated
 * @param wantFacts hosts on which a task failed as Ansible's facts were missing
 * @param timedOut hosts whose last failure is a task that was ended at the run's timeout
 * @param recaps by host, counted from the events; they replace the stats of a play that was broken
 *     off, in which a host with a task under way counts as failed
 */
public record PlayAccount(
    Set<String> played,
    Set<String> ended,
    Map<String, String> delegates,
    Set<String> wantFacts,
    Set<String> timedOut,
    Map<String, Recap> recaps) {
  /** An account of no events. */
  public static final PlayAccount NONE =
      new PlayAccount(Set.of(), Set.of(), Map.of(), Set.of(), Set.of(), Map.of());

  public PlayAccount {
    played = Set.copyOf(played);
    ended = Set.copyOf(ended);
    delegates = Map.copyOf(delegates);
    wantFacts = Set.copyOf(wantFacts);
    timedOut = Set.copyOf(timedOut);
    recaps = Map.copyOf(recaps);
  }

  /** An account without timeouts and recaps. */
  public PlayAccount(
      Set<String> played, Set<String> ended, Map<String, String> delegates, Set<String> wantFacts) {
    this(played, ended, delegates, wantFacts, Set.of(), Map.of());
  }

  /** Gathers an account, event by event. */
  static final class Gathering {
    // The messages of Ansible 2.14 to 2.19; the names are facts of the setup module.
    private static final Pattern WANTS_FACTS =
        Pattern.compile(
            "'(ansible_(?:facts|distribution\\w*|os_family|default_ipv[46]|hostname|fqdn|nodename|domain|memtotal_mb|memory_mb|processor\\w*|architecture|kernel\\w*|interfaces|all_ipv[46]_addresses|mounts|devices|service_mgr|pkg_mgr|date_time|virtualization\\w*|product_\\w+|lsb|env|user_id|python\\w*|selinux|system\\w*))' is undefined");
    private static final Pattern IN_FACTS =
        Pattern.compile(
            "has no attribute '\\w+'.*ansible_facts|ansible_facts.*has no attribute",
            Pattern.DOTALL);

    private final Set<String> played = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, String> delegates = new HashMap<>();
    private final Set<String> wantFacts = new HashSet<>();
    private final Set<String> timedOut = new HashSet<>();
    private final HostTallies tallies = new HostTallies();

    void take(String kind, String host, JsonNode event) {
      tallies.take(kind, host, event);
      switch (kind) {
        case "play" -> event.path("hosts").forEach(name -> played.add(name.asText()));
        case "ended" -> ended.add(host);
        case "failed", "unreachable" -> {
          if (event.path("ignored").asBoolean()) {
            return;
          }
          String delegate = event.path("delegated_to").asText();
          if (delegate.isEmpty()) {
            delegates.remove(host);
          } else {
            delegates.put(host, delegate);
          }
          String said = event.path("result").path("msg").asText();
          if (WANTS_FACTS.matcher(said).find() || IN_FACTS.matcher(said).find()) {
            wantFacts.add(host);
          }
          if (event.path("timed_out").asBoolean()) {
            timedOut.add(host);
          } else {
            timedOut.remove(host);
          }
        }
        default -> {
          // says nothing that is asked for here
        }
      }
    }

    PlayAccount account() {
      return new PlayAccount(played, ended, delegates, wantFacts, timedOut, tallies.recaps());
    }
  }
}
