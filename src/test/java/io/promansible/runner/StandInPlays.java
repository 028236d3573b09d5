package io.promansible.runner;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.promansible.inventory.LiveInventory;
import io.promansible.node.NodeIdentity;
import io.promansible.play.Ending;
import io.promansible.play.PlayAccount;
import io.promansible.play.Recap;
import io.promansible.run.OwnPlay;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunRepository;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Stands in for Ansible in the simulation: plays begin at once, and end when it says so. */
@Singleton
@Replaces(LocalPlays.class)
@Requires(property = "simulation.node")
public final class StandInPlays implements Plays {
  /** The plays of one machine, which outlive its service; the truth about what was executed. */
  public static final class Machine {
    /**
     * A play that goes on.
     *
     * @param until when its own process ends it
     */
    public record Play(UUID run, List<String> hosts, Instant until) {}

    private enum End {
      WELL,
      BADLY,
      CANCELLED,
      TIMED_OUT
    }

    private final Map<UUID, Play> going = new LinkedHashMap<>();
    private final Map<UUID, End> ended = new LinkedHashMap<>();
    private final Map<UUID, Integer> begun = new LinkedHashMap<>();

    /** The plays that go on. */
    public List<Play> going() {
      return List.copyOf(going.values());
    }

    /** How often each run was begun. */
    public Map<UUID, Integer> begun() {
      return begun;
    }

    /** The plays that still work on their hosts. */
    public List<Play> working() {
      return going.values().stream().filter(play -> !ended.containsKey(play.run())).toList();
    }

    /** Ends a play well or badly; its result waits for whoever watches. */
    public void end(UUID run, boolean well) {
      ended.putIfAbsent(run, well ? End.WELL : End.BADLY);
    }

    /** Ends the plays whose time is over, as their own processes do. */
    public void endLate(Instant now) {
      working().stream()
          .filter(play -> play.until().isBefore(now))
          .forEach(play -> ended.put(play.run(), End.TIMED_OUT));
    }

    /** Forgets all plays, for another history. */
    public void forget() {
      going.clear();
      ended.clear();
      begun.clear();
    }
  }

  private final RunRecorder recorder;
  private final RunRepository runs;
  private final NodeRunRepository ofNodes;
  private final RunClaims claims;
  private final NodeIdentity node;
  private final Clock clock;
  private Machine machine = new Machine();

  StandInPlays(
      RunRecorder recorder,
      RunRepository runs,
      NodeRunRepository ofNodes,
      RunClaims claims,
      NodeIdentity node,
      Clock clock) {
    this.recorder = recorder;
    this.clock = clock;
    this.runs = runs;
    this.ofNodes = ofNodes;
    this.claims = claims;
    this.node = node;
  }

  /** On which machine this node is. */
  public void on(Machine place) {
    this.machine = place;
  }

  @Override
  public void prepare(Run run) {
    // Its folder is on the machine.
  }

  @Override
  public void cut(Run run) {
    recorder.started(run);
  }

  @Override
  public boolean run(
      Run run, List<RunHost> hosts, LiveInventory.Current known, Optional<OwnPlay> own) {
    if (!node.beat() || !ofNodes.runsOn(run.id(), node.name(), node.incarnation())) {
      return !claims.giveBack(run);
    }
    machine.begun.merge(run.id(), 1, Integer::sum);
    machine.going.put(
        run.id(),
        new Machine.Play(
            run.id(),
            hosts.stream().map(RunHost::host).toList(),
            clock.instant().plusSeconds(run.timeoutSeconds())));
    return true;
  }

  @Override
  public Found takeUp(Run run) {
    if (!machine.begun.containsKey(run.id())) {
      return Found.NEVER_STARTED;
    }
    record(run.id());
    return Found.WATCHED;
  }

  /** Ends what was cancelled, and records the results that wait, as those who watch do. */
  public void recordAll() {
    for (Machine.Play play : machine.working()) {
      if (runs.cancelAsked(play.run()).orElse(false)) {
        machine.ended.put(play.run(), Machine.End.CANCELLED);
      }
    }
    List.copyOf(machine.ended.keySet()).forEach(this::record);
  }

  private void record(UUID id) {
    Machine.End end = machine.ended.get(id);
    Machine.Play play = machine.going.get(id);
    if (end == null || play == null) {
      return;
    }
    boolean well = end == Machine.End.WELL;
    Map<String, Recap> recaps = new LinkedHashMap<>();
    play.hosts().forEach(host -> recaps.put(host, new Recap(1, 1, 0, well ? 0 : 1, 0, 0, 0)));
    Run run = runs.findById(id).orElseThrow();
    Optional<Ending.Cut> cut =
        switch (end) {
          case WELL, BADLY -> Optional.empty();
          case CANCELLED -> Optional.of(Ending.Cut.CANCELLED);
          case TIMED_OUT -> Optional.of(Ending.Cut.TIMED_OUT);
        };
    recorder.ended(
        run,
        cut.isPresent()
            ? new Ending(OptionalInt.empty(), Optional.empty(), cut, PlayAccount.NONE)
            : new Ending(OptionalInt.of(well ? 0 : 2), Optional.of(recaps), cut, PlayAccount.NONE),
        true);
    machine.going.remove(id);
    machine.ended.remove(id);
  }
}
