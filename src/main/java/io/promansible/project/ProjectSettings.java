package io.promansible.project;

import io.promansible.settings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A project, as {@code projects:} names it.
 *
 * @param ref a branch, a tag or a commit; empty for what the repository names itself
 * @param folder the folder in the repository in which roles and playbooks lie
 * @param refresh how often it is looked at; zero for only when somebody asks
 * @param submodules whether git submodules are fetched, too
 * @param lfs whether files of Git LFS are fetched, too
 * @param galaxy whether {@code requirements.yml} is installed by ansible-galaxy for each commit
 * @param limits what bounds each fetch
 */
public record ProjectSettings(
    String name,
    String url,
    String ref,
    String folder,
    Duration refresh,
    GitCredentials credentials,
    boolean submodules,
    boolean lfs,
    boolean galaxy,
    FetchLimits limits) {
  private static final Duration LEAST = Duration.ofSeconds(10);

  /** What tells settings by which files of a commit would be others. */
  String digest() {
    return Integer.toHexString(List.of(url, submodules, lfs, galaxy).hashCode());
  }

  /** A repository that is looked at only when somebody asks, with nothing but its address. */
  public static ProjectSettings onDemand(String name, String url) {
    return new ProjectSettings(
        name,
        url,
        "",
        "",
        Duration.ZERO,
        GitCredentials.NONE,
        false,
        false,
        false,
        FetchLimits.DEFAULTS);
  }

  /** This project under another name, looked at only when somebody asks, as a whole. */
  public ProjectSettings onDemand(String other) {
    return new ProjectSettings(
        other, url, ref, "", Duration.ZERO, credentials, submodules, lfs, galaxy, limits);
  }

  /** Reads all projects. */
  public static List<ProjectSettings> read(List<Section> sections) {
    List<ProjectSettings> projects = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      ProjectSettings project = read(section);
      if (!names.add(project.name)) {
        section.fault("name", "'" + project.name + "' is given twice");
      }
      projects.add(project);
    }
    return projects;
  }

  private static ProjectSettings read(Section section) {
    String name = section.required("name");
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,62}")) {
      section.fault("name", "must be letters, digits, '_' and '-', beginning with a letter");
    }
    String url = section.required("url");
    GitAddress.fault(url).ifPresent(what -> section.fault("url", what));
    String ref = section.text("ref", "");
    if (!ref.isEmpty()) {
      GitAddress.faultOfRef(ref).ifPresent(what -> section.fault("ref", what));
    }
    String folder = section.text("folder", "");
    if (!Path.of("/x").resolve(folder).normalize().startsWith("/x")
        || Path.of(folder).isAbsolute()) {
      section.fault("folder", "must be a folder in the repository");
    }
    Duration refresh = section.duration("refresh", Duration.ofMinutes(5), Duration.ZERO);
    if (refresh.isPositive() && refresh.compareTo(LEAST) < 0) {
      section.fault("refresh", "must be 10s at least, or 0s for only when somebody asks");
    }
    ProjectSettings project =
        new ProjectSettings(
            name,
            url,
            ref,
            folder,
            refresh,
            GitCredentials.read(section),
            section.flag("submodules", false),
            section.flag("lfs", false),
            section.flag("galaxy", false),
            FetchLimits.read(section));
    section.end();
    return project;
  }
}
