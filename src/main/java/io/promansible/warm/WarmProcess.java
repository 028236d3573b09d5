package io.promansible.warm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.Overtaken;
import io.promansible.fault.WorldFault;
import io.promansible.play.LaunchScript;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayProcess;
import io.promansible.play.RunFolder;
import io.promansible.process.ProcessIdentity;
import io.promansible.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.exec.launcher.CommandLauncherFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that has imported Ansible and forks a play for each line that it is sent. */
final class WarmProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WarmProcess.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration READY_LIMIT = Duration.ofSeconds(30);
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final OutputStream requests;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final Map<String, CompletableFuture<Void>> forked = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> ended = new ConcurrentHashMap<>();
  private int started;
  private boolean retired;

  private WarmProcess(Process process) {
    this.process = process;
    this.requests = process.getOutputStream();
    Thread.ofPlatform().daemon().name("warm-ansible").start(this::listen);
    Thread.ofPlatform().daemon().name("warm-ansible-errors").start(this::errors);
  }

  /**
   * Starts a process and returns when it is ready.
   *
   * @param python the Python that Ansible runs with
   * @param folder the working directory
   * @throws WorldFault when the process does not get ready
   */
  static WarmProcess start(
      String python, Path folder, Path program, Map<String, String> environment) {
    WarmProcess warm = null;
    try {
      List<String> line = List.of("setsid", python, program.toString());
      warm =
          new WarmProcess(
              CommandLauncherFactory.createVMLauncher()
                  .exec(Programs.commandLine(line), environment, folder.toFile()));
      String version = warm.ready.get(READY_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("Ansible {} is warm (pid {})", version, warm.process.pid());
      return warm;
    } catch (IOException | ExecutionException | TimeoutException e) {
      forget(warm);
      throw new WorldFault("Ansible cannot be kept warm: " + e, e);
    } catch (InterruptedException e) {
      forget(warm);
      Thread.currentThread().interrupt();
      throw new WorldFault("interrupted", e);
    }
  }

  private static void forget(@Nullable WarmProcess warm) {
    if (warm != null) {
      warm.process.destroyForcibly();
    }
  }

  /** How many plays this process has been given. */
  synchronized int started() {
    return started;
  }

  boolean alive() {
    return process.isAlive();
  }

  /**
   * Forks a play.
   *
   * @throws WorldFault when the play was not started
   */
  PlayProcess play(RunFolder folder, PlayCommand command, ObjectNode request) {
    String id = command.runId();
    CompletableFuture<Void> fork = new CompletableFuture<>();
    CompletableFuture<Void> end = new CompletableFuture<>();
    forked.put(id, fork);
    ended.put(id, end);
    try {
      send(request);
      long deadline = System.nanoTime() + START_LIMIT.toNanos();
      while (System.nanoTime() < deadline) {
        Optional<ProcessIdentity> identity = folder.identity();
        if (identity.isPresent()) {
          return new PlayProcess(identity.get(), end, folder, id);
        }
        if (fork.isCompletedExceptionally()) {
          if (fork.exceptionNow() instanceof Overtaken late) {
            throw late;
          }
          break;
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (IOException e) {
      LOG.debug("the warm process takes no more: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      forked.remove(id);
    }
    // The process must not fork the play later, when another one may have started it.
    process.destroyForcibly();
    return folder
        .identity()
        .map(identity -> new PlayProcess(identity, null, folder, id))
        .orElseThrow(() -> new WorldFault("the warm process did not start the play"));
  }

  /** Makes the process read an inventory, so that the next play need not wait for it. */
  void load(Path inventory) {
    try {
      send(JSON.createObjectNode().put("load", inventory.toString()));
    } catch (IOException e) {
      LOG.debug("the warm process takes no more: {}", e.toString());
    }
  }

  private synchronized void send(ObjectNode request) throws IOException {
    started += request.has("load") ? 0 : 1;
    requests.write((request + "\n").getBytes(StandardCharsets.UTF_8));
    requests.flush();
  }

  /** Gives the process no more plays; it exits when its plays have ended. */
  synchronized void retire() {
    retired = true;
    if (ended.isEmpty()) {
      close();
    }
  }

  /** Makes the process exit now; the plays that it forked go on. */
  void close() {
    try {
      requests.close();
    } catch (IOException e) {
      LOG.debug("the warm process has gone", e);
    }
  }

  private void listen() {
    try (BufferedReader answers = reader(process.getInputStream())) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        take(JSON.readTree(line));
      }
    } catch (IOException e) {
      LOG.debug("the warm process is heard no more", e);
    }
    WorldFault gone = new WorldFault("the warm process has gone");
    ready.completeExceptionally(gone);
    forked.values().forEach(fork -> fork.completeExceptionally(gone));
    // Their plays may go on; from now on their processes are looked for.
    ended.values().forEach(end -> end.completeExceptionally(gone));
  }

  private void take(JsonNode answer) {
    String id = answer.path("id").asText();
    if (answer.has("ready")) {
      ready.complete(answer.path("ready").asText());
    } else if (answer.has("fault")) {
      LOG.warn("run {}: {}", id, answer.path("fault").asText());
      Optional.ofNullable(ended.remove(id)).ifPresent(end -> end.complete(null));
      Optional.ofNullable(forked.get(id))
          .ifPresent(
              fork -> fork.completeExceptionally(new WorldFault(answer.path("fault").asText())));
    } else if (answer.has("rc")) {
      LaunchScript.overtaken(answer.path("rc").asInt())
          .ifPresent(late ->
              Optional.ofNullable(forked.get(id))
                  .ifPresent(fork -> fork.completeExceptionally(late)));
      Optional.ofNullable(ended.remove(id)).ifPresent(end -> end.complete(null));
      synchronized (this) {
        if (retired && ended.isEmpty()) {
          close();
        }
      }
    }
  }

  private void errors() {
    try (BufferedReader lines = reader(process.getErrorStream())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        LOG.debug("warm Ansible: {}", line);
      }
    } catch (IOException e) {
      LOG.debug("the warm process is heard no more", e);
    }
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }
}
