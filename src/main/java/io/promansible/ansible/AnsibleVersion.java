package io.promansible.ansible;

import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import jakarta.inject.Inject;
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
  private static final Pattern CORE = Pattern.compile("\\[core ((\\d+)\\.(\\d+)\\.(\\d+))");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  // The first time podman fetches the image.
  private static final Duration PULL_LIMIT = Duration.ofMinutes(10);
  private static final String LOOKING = "the image of Ansible is being looked at";
  // In older versions a label could execute through a conditional (CVE-2023-5764).
  private static final String LEAST = "2.14.12, 2.15.7 or 2.16.1";
  private static final Map<Integer, Integer> MENDED = Map.of(14, 12, 15, 7, 16, 1);

  private final Supplier<AnsibleSettings> settings;
  private final Duration limit;
  private volatile @Nullable Look last;
  private volatile String version = "unknown";
  private final Lock asking = new ReentrantLock();

  /** What was found where it was looked for Ansible. */
  private record Look(
      Optional<ContainerSettings> container, Optional<String> trouble, boolean slow) {}

  @Inject
  public AnsibleVersion(Supplier<AnsibleSettings> settings) {
    this(settings, LIMIT);
  }

  AnsibleVersion(Supplier<AnsibleSettings> settings, Duration limit) {
    this.settings = settings;
    this.limit = limit;
  }

  /**
   * Asks {@code ansible-playbook --version}. While an image is being asked it returns at once, as
   * it may have to be fetched first.
   */
  public void detect() {
    AnsibleSettings now = settings.get();
    if (now.container().isEmpty()) {
      last = look(now);
    } else if (asking.tryLock()) {
      try {
        last = look(now);
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

  /** Why nobody knows yet whether Ansible can be used; empty when it has answered. */
  public Optional<String> pending() {
    boolean asked = settings.get().container().isEmpty() || known().isPresent();
    return asked ? known().filter(Look::slow).flatMap(Look::trouble) : Optional.of(LOOKING);
  }

  private Look look(AnsibleSettings now) {
    try {
      return new Look(now.container(), ask(now), false);
    } catch (WorldFault e) {
      Optional<String> why = Optional.of(String.valueOf(e.getMessage()));
      return new Look(now.container(), why, e instanceof Programs.TooSlow);
    }
  }

  /** What is wrong with it; empty when it can be used. */
  private Optional<String> ask(AnsibleSettings now) {
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
    version = m.group(1);
    return newEnough(
            Integer.parseInt(m.group(2)),
            Integer.parseInt(m.group(3)),
            Integer.parseInt(m.group(4)))
        ? Optional.empty()
        : Optional.of(
            "ansible-core %s is too old to be given labels safely; install at least %s"
                .formatted(version, LEAST));
  }

  private Programs.Result asked(AnsibleSettings now) {
    if (now.container().isEmpty()) {
      return Programs.run(
          List.of(now.program("ansible-playbook"), "--version"), Map.of(), limit, 1 << 16);
    }
    ContainerSettings container = now.container().get();
    List<String> command = new ArrayList<>(List.of(container.podman(), "run", "--rm"));
    command.addAll(ContainerSettings.LIKE_HERE);
    command.addAll(List.of(container.image(), "--version"));
    return Programs.run(command, ContainerSettings.environment(), PULL_LIMIT, 1 << 16);
  }

  static boolean newEnough(int major, int minor, int patch) {
    return major > 2
        || (major == 2 && (minor > 16 || patch >= MENDED.getOrDefault(minor, Integer.MAX_VALUE)));
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
    String unknown =
        settings.get().container().isPresent() ? LOOKING : "Ansible has not been looked for yet";
    return known().map(Look::trouble).orElse(Optional.of(unknown));
  }

  private Optional<Look> known() {
    return Optional.ofNullable(last)
        .filter(look -> look.container().equals(settings.get().container()));
  }

  /** The version of ansible-core, such as {@code 2.14.18}; at first {@code unknown}. */
  public String version() {
    return version;
  }
}
