package io.promansible.ansible;

import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import jakarta.inject.Singleton;
import java.lang.module.ModuleDescriptor.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether Ansible is there and new enough. */
@Singleton
public final class AnsibleVersion {
  private static final Pattern CORE = Pattern.compile("\\[core (\\d+)\\.(\\d+)\\.(\\d+)");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  // In older versions a label could execute through a conditional (CVE-2023-5764).
  private static final String LEAST = "2.14.12, 2.15.7 or 2.16.1";

  private final Supplier<AnsibleSettings> settings;
  private volatile Optional<String> trouble = Optional.of("Ansible has not been looked for yet");
  private volatile String version = "unknown";

  public AnsibleVersion(Supplier<AnsibleSettings> settings) {
    this.settings = settings;
  }

  /** Asks {@code ansible-playbook --version}. */
  public void detect() {
    try {
      String program = settings.get().program("ansible-playbook");
      Programs.Result result =
          Programs.run(List.of(program, "--version"), Map.of(), LIMIT, 1 << 16);
      Matcher m = CORE.matcher(result.out());
      if (!m.find()) {
        trouble =
            Optional.of(
                program
                    + " --version does not tell a version of ansible-core; install 2.14.12 or newer");
        return;
      }
      version = m.group(1) + "." + m.group(2) + "." + m.group(3);
      trouble =
          newEnough(
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
      trouble = Optional.of(String.valueOf(e.getMessage()));
    }
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
    return trouble;
  }

  /** The version of ansible-core, such as {@code 2.14.18}; at first {@code unknown}. */
  public String version() {
    return version;
  }
}
