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
    /** A play that goes on. */
    public record Play(UUID run, List<String> hosts, String handler) {}

    private final Map<UUID, Play> going = new LinkedHashMap<>();
    private final Map<UUID, Boolean> ended = new LinkedHashMap<>();
    private final Map<UUID, Integer> begun = new LinkedHashMap<>();

    /** The plays that go on. */
    public List<Play> going() {
      return List.copyOf(going.values());
    }

    /** How often each run was begun. */
    public Map<UUID, Integer> begun() {
      return begun;
    }

    /** Ends a play well or badly; its result waits for whoever watches. */
    public void end(UUID run, boolean well) {
      ended.put(run, well);
    }

    /** The results that nobody has recorded yet. */
    public Map<UUID, Boolean> results() {
      return Map.copyOf(ended);
    }
  }

  private final RunRecorder recorder;
  private final RunRepository runs;
  private final NodeRunRepository ofNodes;
  private final RunClaims claims;
  private final NodeIdentity node;
  private Machine machine = new Machine();

  StandInPlays(
      RunRecorder recorder,
      RunRepository runs,
      NodeRunRepository ofNodes,
      RunClaims claims,
      NodeIdentity node) {
    this.recorder = recorder;
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
            run.id(), hosts.stream().map(RunHost::host).toList(), String.valueOf(run.handler())));
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

  /** Records the results that wait, as those who watch do. */
  public void recordAll() {
    machine.results().keySet().forEach(this::record);
  }

  private void record(UUID id) {
    Boolean well = machine.ended.get(id);
    Machine.Play play = machine.going.get(id);
    if (well == null || play == null) {
      return;
    }
    Map<String, Recap> recaps = new LinkedHashMap<>();
    play.hosts().forEach(host -> recaps.put(host, new Recap(1, 1, 0, well ? 0 : 1, 0, 0, 0)));
    Run run = runs.findById(id).orElseThrow();
    recorder.ended(
        run,
        new Ending(
            OptionalInt.of(well ? 0 : 2), Optional.of(recaps), Optional.empty(), PlayAccount.NONE),
        true);
    machine.going.remove(id);
    machine.ended.remove(id);
  }
}
