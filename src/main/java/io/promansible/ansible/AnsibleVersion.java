package io.promansible.ansible;

import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import jakarta.inject.Singleton;
import java.lang.module.ModuleDescriptor.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether Ansible is there and new enough. */
@Singleton
public final class AnsibleVersion {
  private static final Pattern CORE = Pattern.compile("\\[core (\\d+)\\.(\\d+)\\.(\\d+)");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  // The first time podman fetches the image.
  private static final Duration PULL_LIMIT = Duration.ofMinutes(10);
  // In older versions a label could execute through a conditional (CVE-2023-5764).
  private static final String LEAST = "2.14.12, 2.15.7 or 2.16.1";

  private final Supplier<AnsibleSettings> settings;
  private volatile @Nullable Look last;
  private volatile String version = "unknown";
  private final Lock asking = new ReentrantLock();

  /** What was found where it was looked for Ansible. */
  private record Look(Optional<ContainerSettings> container, Optional<String> trouble) {}

  public AnsibleVersion(Supplier<AnsibleSettings> settings) {
    this.settings = settings;
  }

  /**
   * Asks {@code ansible-playbook --version}. While an image is being asked it returns at once, as
   * it may have to be fetched first.
   */
  public void detect() {
    AnsibleSettings now = settings.get();
    if (now.container().isEmpty()) {
      last = new Look(Optional.empty(), ask(now));
    } else if (asking.tryLock()) {
      try {
        last = new Look(now.container(), ask(now));
      } finally {
        asking.unlock();
      }
    }
  }

  /**
   * The same for Ansible of this machine. An image is looked at by who does that again and again,
   * and nothing is started before.
   */
  public void detectHere() {
    if (settings.get().container().isEmpty()) {
      detect();
    }
  }

  /** Whether the image has not answered yet, so that nobody knows whether it can be used. */
  public boolean pending() {
    Optional<ContainerSettings> wanted = settings.get().container();
    Look known = last;
    return wanted.isPresent() && (known == null || !known.container().equals(wanted));
  }

  /** What is wrong with it; empty when it can be used. */
  private Optional<String> ask(AnsibleSettings now) {
    try {
      String program =
          now.container()
              .map(container -> container.image() + ": ansible-playbook")
              .orElseGet(() -> now.program("ansible-playbook"));
      Programs.Result result = asked(now);
      Matcher m = CORE.matcher(result.out());
      if (!m.find()) {
        return Optional.of(
            program
                + " --version does not tell a version of ansible-core; install 2.14.12 or newer"
                + (result.err().isBlank() ? "" : ": " + result.err().strip()));
      }
      version = m.group(1) + "." + m.group(2) + "." + m.group(3);
      return newEnough(
              Integer.parseInt(m.group(1)),
              Integer.parseInt(m.group(2)),
              Integer.parseInt(m.group(3)))
          ? Optional.empty()
          : Optional.of(
              "ansible-core "
                  + version
                  + " is too old to be given labels safely; install at least "
                  + LEAST);
    } catch (WorldFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Programs.Result asked(AnsibleSettings now) {
    if (now.container().isEmpty()) {
      return Programs.run(
          List.of(now.program("ansible-playbook"), "--version"), Map.of(), LIMIT, 1 << 16);
    }
    ContainerSettings container = now.container().get();
    List<String> command = new ArrayList<>(List.of(container.podman(), "run", "--rm"));
    command.addAll(ContainerSettings.LIKE_HERE);
    command.addAll(List.of(container.image(), "--version"));
    return Programs.run(command, ContainerSettings.environment(), PULL_LIMIT, 1 << 16);
  }

  static boolean newEnough(int major, int minor, int patch) {
    if (major != 2) {
      return major > 2;
    }
    return switch (minor) {
      case 14 -> patch >= 12;
      case 15 -> patch >= 7;
      case 16 -> patch >= 1;
      default -> minor > 16;
    };
  }

  /** Whether Ansible has at least a version such as {@code 2.14}; true for an empty text. */
  public boolean atLeast(String least) {
    if (least.isEmpty()) {
      return true;
    }
    try {
      return Version.parse(version).compareTo(Version.parse(least)) >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Why nothing can be run; empty when Ansible is fine. */
  public Optional<String> trouble() {
    Optional<ContainerSettings> wanted = settings.get().container();
    Look known = last;
    if (known != null && known.container().equals(wanted)) {
      return known.trouble();
    }
    return Optional.of(
        wanted
            .map(one -> "the image " + one.image() + " has not been looked at yet")
            .orElse("Ansible has not been looked for yet"));
  }

  /** The version of ansible-core, such as {@code 2.14.18}; at first {@code unknown}. */
  public String version() {
    return version;
  }
}
