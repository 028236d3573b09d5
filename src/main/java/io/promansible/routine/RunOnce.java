package io.promansible.routine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.HostPattern;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.handler.RoleCheck;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import io.promansible.label.Labels;
import io.promansible.playbook.Argument;
import io.promansible.playbook.Role;
import io.promansible.routine.Routine.Busy;
import io.promansible.run.Cause;
import io.promansible.run.RunHost;
import io.promansible.run.RunQueue;
import io.promansible.run.RunRequest;
import io.promansible.settings.Section;
import io.promansible.settings.SettingsFile;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes runs of what people and routines ask for: roles, on the hosts that a pattern means. */
public final class RunOnce {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NO_PARAMETERS = "{}";

  /** A run that can be queued. */
  public record Wanted(RunRequest request, Map<String, String> hosts) {
    /** Copies. */
    public Wanted {
      hosts = Map.copyOf(hosts);
    }
  }

  /**
   * What a person asks for, read and checked.
   *
   * @param roles in order
   */
  private record Wish(
      List<Role> roles,
      String hosts,
      Map<String, Object> vars,
      boolean check,
      Duration timeout,
      Busy busy) {}

  private final HostPattern patterns;
  private final LiveInventory inventory;
  private final RunQueue queue;
  private final IdempotencyRepository keys;
  private final TransactionOperations<Connection> transactions;
  private final Supplier<AnsibleSettings> ansible;
  private final Clock clock;

  /** Into a queue. */
  public RunOnce(
      HostPattern patterns,
      LiveInventory inventory,
      RunQueue queue,
      IdempotencyRepository keys,
      TransactionOperations<Connection> transactions,
      Supplier<AnsibleSettings> ansible,
      Clock clock) {
    this.patterns = patterns;
    this.inventory = inventory;
    this.queue = queue;
    this.keys = keys;
    this.transactions = transactions;
    this.ansible = ansible;
    this.clock = clock;
  }

  /** Whether the hosts are known. */
  boolean ready() {
    return inventory.current().isPresent();
  }

  /** The run of a routine; its hosts are those of this moment. */
  Wanted wanted(Routine routine) {
    return wanted(routine, null);
  }

  /** The same, asked for by a person now. */
  public Wanted wanted(Routine routine, @Nullable String who) {
    Collection<String> hosts =
        patterns.hosts(routine.hosts(), inventory.get().inventory(), ansible.get());
    RunRequest request =
        new RunRequest(
            Cause.ROUTINE,
            null,
            routine.name(),
            0,
            routine.roles(),
            routine.vars(),
            routine.check(),
            routine.timeout(),
            0,
            who,
            routine.hosts(),
            routine.busy() == Busy.SKIP);
    return new Wanted(request, without(hosts));
  }

  /**
   * Reads and checks what a person asks for: the roles, the hosts, and every parameter against the
   * roles' specs.
   *
   * @throws InputFault with all that is wrong
   */
  public Wanted wanted(SettingsFile asked, RoleCheck roles, String who, Duration timeout) {
    Wish wish = wish(asked.root(), roles, timeout);
    asked.end();
    Inventory known = inventory.get().inventory();
    Collection<String> hosts = patterns.hosts(wish.hosts(), known, ansible.get());
    List<Finding> faults = missing(wish, hosts, known);
    if (!faults.isEmpty()) {
      throw new InputFault(faults);
    }
    RunRequest request =
        new RunRequest(
            Cause.PERSON,
            null,
            null,
            0,
            wish.roles().stream().map(Role::name).toList(),
            converted(wish),
            wish.check(),
            wish.timeout(),
            0,
            who,
            wish.hosts(),
            wish.busy() == Busy.SKIP);
    return new Wanted(request, without(hosts));
  }

  private static Wish wish(Section section, RoleCheck roles, Duration timeout) {
    List<Role> known = roles.read(section);
    Map<String, Object> vars = section.tree("vars");
    RoleCheck.vars(section, known, vars);
    if (!known.isEmpty() && known.stream().allMatch(Role::described)) {
      vars.keySet().stream()
          .filter(name -> known.stream().noneMatch(role -> role.knows(name)))
          .forEach(name ->
              section.fault("vars", "has '" + name + "', which is no parameter of these roles"));
    }
    Duration own =
        known.stream()
            .flatMap(role -> role.meta().timeout().stream())
            .max(Duration::compareTo)
            .orElse(timeout);
    return new Wish(
        known,
        section.required("hosts"),
        vars,
        section.flag("check", false),
        section.duration("timeout", own, Duration.ofSeconds(1)),
        section.choice("busy", Busy.class, Busy.WAIT));
  }

  /** Parameters that a role needs and nobody gives: not the wish, the role, or every host. */
  private static List<Finding> missing(Wish wish, Collection<String> hosts, Inventory known) {
    List<Finding> faults = new ArrayList<>();
    for (Role role : wish.roles()) {
      for (Argument argument : role.arguments()) {
        String name = argument.name();
        boolean given =
            !argument.required()
                || argument.provided()
                || wish.vars().containsKey(name)
                || (!hosts.isEmpty()
                    && hosts.stream()
                        .flatMap(host -> known.host(host).stream())
                        .allMatch(host -> host.vars().has(name)));
        if (!given) {
          faults.add(
              new Finding(
                  "vars." + name,
                  "is missing; the role %s needs it (%s)"
                      .formatted(role.name(), argument.type().text())));
        }
      }
    }
    return faults;
  }

  /** Texts as values of the type that the role wants: on a command line all are texts. */
  private static Map<String, Object> converted(Wish wish) {
    Map<String, Object> converted = new LinkedHashMap<>(wish.vars());
    converted.replaceAll((name, value) ->
        value instanceof String text && !text.contains("{{") && !text.contains("{%")
            ? wish.roles().stream()
                .flatMap(role -> role.argument(name).stream())
                .findFirst()
                .<Object>map(argument -> plain(argument.convert(text)))
                .orElse(text)
            : value);
    return converted;
  }

  private static Object plain(JsonNode node) {
    return JSON.convertValue(node, Object.class);
  }

  private static Map<String, String> without(Collection<String> hosts) {
    Map<String, String> all = new LinkedHashMap<>();
    hosts.forEach(host -> all.put(host, NO_PARAMETERS));
    return all;
  }

  /**
   * Queues what was asked for, once for a key.
   *
   * @param key of the caller, with the caller's name; empty when there is none
   * @param body what belongs to the key
   * @return the run, and whether it is a new one
   * @throws InputFault when the key came with something else before
   */
  public Optional<UUID> ask(Wanted wanted, Optional<String> key, String body) {
    Optional<UUID> id =
        transactions.executeWrite(status -> {
          UUID made = enqueue(wanted);
          if (key.isPresent()
              && keys.remember(key.get(), digest(body), made, clock.instant()) == 0) {
            // Another request with this key was first.
            status.setRollbackOnly();
            return Optional.<UUID>empty();
          }
          return Optional.of(made);
        });
    wake();
    return id;
  }

  /**
   * The run that was made for a key; empty when there is none.
   *
   * @throws InputFault when the key came with another body
   */
  public Optional<UUID> known(String key, String body) {
    Optional<IdempotencyRepository.Known> known = keys.find(key);
    if (known.isPresent() && !known.get().digest().equals(digest(body))) {
      throw new InputFault("Idempotency-Key", "was used for another request before");
    }
    return known.map(IdempotencyRepository.Known::runId);
  }

  private static String digest(String body) {
    return Labels.of(Map.of("body", body)).digest("request");
  }

  /** The same roles once more, on hosts of a run that is over. */
  public UUID again(RunRequest request, List<RunHost> hosts) {
    Map<String, String> parameters = new LinkedHashMap<>();
    hosts.forEach(host -> parameters.put(host.host(), host.parameters()));
    UUID id = transactions.executeWrite(status -> enqueue(new Wanted(request, parameters)));
    wake();
    return id;
  }

  /** Queues it; called in a transaction. */
  UUID enqueue(Wanted wanted) {
    return queue.enqueue(wanted.request(), wanted.hosts());
  }

  void wake() {
    queue.wake();
  }
}
