package io.promansible.simulation;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.ApplicationContext;
import io.promansible.config.ReloadDoor;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.intake.Intake;
import io.promansible.inventory.LiveInventory;
import io.promansible.kit.Room;
import io.promansible.node.NodeIdentity;
import io.promansible.runner.RunnerDoor;
import io.promansible.runner.StandInPlays;
import io.promansible.wiring.SimulatedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** One node of the simulated world: a machine, and the process on it that ends and starts anew. */
final class Member implements AutoCloseable {
  final String name;
  final StandInPlays.Machine machine = new StandInPlays.Machine();
  final Chance chance = new Chance();
  boolean asleep;
  private final World world;
  private final Room room;
  private ApplicationContext beans;

  /**
   * Starts a node.
   *
   * @param bug changes its statements, as a bug in it would
   */
  Member(World world, Path folder, String name, String configuration, UnaryOperator<String> bug) {
    this.world = world;
    this.name = name;
    this.room = new Room(folder).routineRole("look", "[]\n");
    chance.plant(bug);
    configure(configuration);
    this.beans = start(true);
  }

  private void configure(String configuration) {
    room.configure(configuration);
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml")).replace("node: test", "node: " + name)
            + "\n");
  }

  private ApplicationContext start(boolean migrates) {
    ApplicationContext node =
        SimulatedNode.of(
            room.file("promansible.yml"), world.time, chance, world.alertmanager, migrates);
    node.getBean(LiveInventory.class).refresh(true);
    RunnerDoor.enter(node);
    ReloadDoor.tell(node);
    node.getBean(StandInPlays.class).on(machine);
    node.getBean(Intake.class).open();
    return node;
  }

  /** Changes its configuration, and puts that in force. */
  void reload(String configuration) {
    configure(configuration);
    on(ReloadDoor::reload);
  }

  /**
   * Does something on the node, unless it sleeps. If chance ends the process meanwhile, another one
   * starts; its plays go on. What fails for another reason than chance, and is no fault of a person
   * or of the world, is a fault of the service.
   *
   * @return whether it was done
   */
  boolean on(Consumer<ApplicationContext> deed) {
    if (asleep) {
      return false;
    }
    boolean done = false;
    Optional<Throwable> failure = Optional.empty();
    try {
      deed.accept(beans);
      done = true;
    } catch (Chance.Crash | RuntimeException e) {
      failure = Optional.of(e);
    }
    if (!chance.struck() && failure.isPresent() && !told(failure.get())) {
      world.failure = failure;
    }
    if (chance.crashed()) {
      end();
      beans = start(false);
      return false;
    }
    return done;
  }

  private static boolean told(Throwable failure) {
    return failure instanceof WorldFault || failure instanceof InputFault;
  }

  private void end() {
    try {
      // It waits a moment for its thread, which has nothing to do any more.
      Thread.startVirtualThread(beans.getBean(Intake.class)::close);
      beans.getBean(NodeIdentity.class).close();
      beans.getBean(DataSource.class).unwrap(HikariDataSource.class).close();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    end();
  }
}
