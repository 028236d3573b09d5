package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.Mitogen;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.RunFolder;
import io.promansible.warm.WarmAnsible;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Plays that are forked from one warm Ansible of all tests, as a service forks its own. */
final class WarmPlays {
  // -Dpromansible.accelerate=true has Mitogen run the plays, to see whether roles end alike.
  private static final boolean ACCELERATE = Boolean.getBoolean("promansible.accelerate");
  private static final int MANY = 1000;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static WarmPlays shared;

  private final Path playbooks;
  private final Path plugins;
  private final WarmAnsible ansible;

  private WarmPlays() throws IOException {
    Path data = Files.createTempDirectory("promansible-warm");
    // The shipped configuration; and what is shown of results, as the option -v does.
    this.playbooks = Files.createDirectory(data.resolve("playbooks"));
    String shipped = Files.readString(Path.of("playbooks/ansible.cfg"));
    Files.writeString(
        playbooks.resolve("ansible.cfg"),
        shipped.replace("[defaults]\n", "[defaults]\nverbosity = 1\n"));
    this.plugins = CallbackPlugin.install(data);
    Mitogen mitogen = new Mitogen();
    this.ansible = new WarmAnsible(data, mitogen);
    PlayCommand like = command("probe", List.of(), false);
    ansible.probe(like, () -> AnsibleSettings.DEFAULTS);
    if (ACCELERATE) {
      var _ = mitogen.forPlay(AnsibleSettings.DEFAULTS, MANY);
      ansible.accelerate(like, AnsibleSettings.DEFAULTS);
      if (mitogen.forPlay(AnsibleSettings.DEFAULTS, MANY).isEmpty()) {
        throw new IllegalStateException("Mitogen cannot be used");
      }
    }
    ansible
        .trouble()
        .ifPresent(why -> {
          throw new IllegalStateException(why);
        });
    Runtime.getRuntime().addShutdownHook(new Thread(ansible::close));
  }

  /** The one of this JVM. */
  static synchronized WarmPlays shared() {
    try {
      if (shared == null) {
        shared = new WarmPlays();
      }
      return shared;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PlayCommand command(String id, List<Path> roles, boolean check) {
    return new PlayCommand(
        id,
        playbooks,
        roles,
        List.of(),
        plugins,
        5,
        check,
        false,
        new PlayInventory.Own(JsonNodeFactory.instance.objectNode()),
        Optional.empty(),
        ACCELERATE ? MANY : 0);
  }

  /** Runs a play to its end; the folder of the run has what came of it. */
  RunFolder run(
      Path folder,
      List<Path> roles,
      String playbook,
      JsonNode vars,
      JsonNode inventory,
      Collection<String> hosts,
      boolean check) {
    String id = UUID.randomUUID().toString();
    RunFolder run = new RunFolder(folder.resolve("run-" + id));
    PlayInventory known =
        new PlayInventory.Own(
            inventory.isObject() ? inventory : JsonNodeFactory.instance.objectNode());
    run.prepare(playbook, vars, known, hosts);
    PlayProcess process =
        ansible.start(run, command(id, roles, check).knowing(known), AnsibleSettings.DEFAULTS);
    if (!process.endedWithin(LIMIT)) {
      process.end(Duration.ZERO);
      throw new AssertionError("the play took longer than " + LIMIT);
    }
    return run;
  }
}
