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
  // In older versions a label could execute through a conditional (CVE-2023-5764).
  private static final String LEAST = "2.14.12, 2.15.7 or 2.16.1";
  private static final Map<Integer, Integer> MENDED = Map.of(14, 12, 15, 7, 16, 1);

  private final Supplier<AnsibleSettings> settings;
  private final Duration limit;
  private volatile @Nullable Look last;
  private volatile String version = "unknown";
  private final Lock asking = new ReentrantLock();

  private record Look(Optional<ContainerSettings> container, Usable usable) {}

  @Inject
  public AnsibleVersion(Supplier<AnsibleSettings> settings) {
    this(settings, LIMIT);
  }

  AnsibleVersion(Supplier<AnsibleSettings> settings, Duration limit) {
    this.settings = settings;
    this.limit = limit;
  }

  /**
   * Asks {@code ansible-playbook --version}. While somebody else asks it returns at once: an image
   * may have to be fetched first, and a machine that is short of time is not asked twice.
   */
  public void detect() {
    if (asking.tryLock()) {
      try {
        AnsibleSettings now = settings.get();
        Usable fresh = look(now);
        // What was found to be good is not doubted as the machine is busy.
        if (fresh.known || trouble().isPresent()) {
          last = new Look(now.container(), fresh);
        }
      } finally {
        asking.unlock();
      }
    }
  }

  /** The same for Ansible of this machine; an image is looked at by {@code AnsibleLookout}. */
  public void detectHere() {
    if (settings.get().container().isEmpty()) {
      detect();
    }
  }

  private Usable look(AnsibleSettings now) {
    try {
      return new Usable(true, ask(now));
    } catch (WorldFault e) {
      return new Usable(
          !(e instanceof Programs.TooSlow), Optional.of(String.valueOf(e.getMessage())));
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

  /**
   * Whether Ansible can be used.
   *
   * @param known false when it has not answered yet, or not in time
   * @param trouble why nothing can be run; empty when Ansible is fine
   */
  public record Usable(boolean known, Optional<String> trouble) {}

  /** Whether Ansible can be used, as far as it is known now. */
  public Usable usable() {
    Optional<ContainerSettings> wanted = settings.get().container();
    Look known = last;
    if (known != null && known.container.equals(wanted)) {
      return known.usable;
    }
    String what = wanted.isPresent() ? "the image of Ansible" : "Ansible";
    return new Usable(false, Optional.of(what + " is being looked at"));
  }

  /** Why nothing can be run; empty when Ansible is fine. */
  public Optional<String> trouble() {
    return usable().trouble;
  }

  /** The version of ansible-core, such as {@code 2.14.18}; at first {@code unknown}. */
  public String version() {
    return version;
  }
}
