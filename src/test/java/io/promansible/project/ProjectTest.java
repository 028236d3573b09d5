package io.promansible.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.GitRepository;
import io.promansible.kit.Programs;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects of real git repositories. */
class ProjectTest {
  @TempDir private Path folder;
  private GitRepository repository;
  private Optional<String> refused = Optional.empty();
  private int taken;

  private final CheckoutTrial trial =
      new CheckoutTrial() {
        @Override
        public Optional<String> fault(Checkout fresh) {
          return refused;
        }

        @Override
        public void afterInForce() {
          taken++;
        }
      };

  @BeforeEach
  void make() {
    repository = new GitRepository(folder);
  }

  private Projects projects(String more) {
    String text = "projects: [{name: infra, url: '%s', %s}]".formatted(repository.bare(), more);
    SettingsFile file = SettingsFile.parse("test.yml", text, folder, Map.of());
    List<ProjectSettings> settings = ProjectSettings.read(file.root().sections("projects"));
    file.end();
    return new Projects(
        () -> settings, folder.resolve("data"), "ansible-galaxy", Clock.systemUTC());
  }

  private ProjectState refreshed(Projects projects) {
    projects.refresh("infra", trial, Set::of);
    return projects.states().getFirst();
  }

  @Test
  void a_commit_is_in_force_with_its_files_and_without_what_git_keeps() throws IOException {
    String commit = repository.role("disk", "one").push("First");
    Projects projects = projects("");
    ProjectState state = refreshed(projects);
    assertThat(state.trouble()).isEmpty();
    assertThat(state.commit()).isEqualTo(commit);
    assertThat(state.subject()).isEqualTo("First");
    Path root = projects.inForce().getFirst().root();
    assertThat(Files.readString(root.resolve("playbooks/alert/roles/disk/tasks/main.yml")))
        .contains("one");
    assertThat(root.resolve(".git")).doesNotExist();
    assertThat(taken).isEqualTo(1);
    refreshed(projects);
    assertThat(taken).isEqualTo(1);
  }

  @Test
  void a_newer_commit_takes_over_and_the_older_one_stays_as_it_was() throws IOException {
    String first = repository.role("disk", "one").push("First");
    Projects projects = projects("ref: main");
    refreshed(projects);
    String second = repository.role("disk", "two").push("Second");
    assertThat(refreshed(projects).commit()).isEqualTo(second);
    Path old = projects.find("infra", first).orElseThrow().root();
    assertThat(Files.readString(old.resolve("playbooks/alert/roles/disk/tasks/main.yml")))
        .contains("one");
  }

  @Test
  void a_branch_that_was_written_anew_is_followed() {
    repository.role("disk", "one").push("First");
    Projects projects = projects("ref: main");
    refreshed(projects);
    repository.git("commit", "-q", "--amend", "-m", "Another first");
    String other = repository.push("And more");
    assertThat(refreshed(projects).commit()).isEqualTo(other);
  }

  @Test
  void a_branch_that_is_gone_is_told_and_its_last_commit_stays() {
    String first = repository.role("disk", "one").push("First");
    repository.git("checkout", "-q", "-b", "other");
    String other = repository.push("Other");
    Projects projects = projects("ref: other");
    assertThat(refreshed(projects).commit()).isEqualTo(other);
    repository.git("push", "-q", "origin", "--delete", "other");
    ProjectState gone = refreshed(projects);
    assertThat(gone.trouble()).contains("no branch and no tag 'other'");
    assertThat(gone.commit()).isEqualTo(other).isNotEqualTo(first);
    assertThat(projects.history("infra")).extracting(FetchEvent::good).containsExactly(false, true);
    repository.push("Back again");
    assertThat(refreshed(projects).trouble()).isEmpty();
  }

  @Test
  void tags_and_commits_can_be_named() {
    String first = repository.role("disk", "one").push("First");
    repository.git("tag", "-a", "v1", "-m", "one");
    repository.git("push", "-q", "origin", "v1");
    repository.role("disk", "two").push("Second");
    assertThat(refreshed(projects("ref: v1")).commit()).isEqualTo(first);
    assertThat(refreshed(projects("ref: " + first)).commit()).isEqualTo(first);
  }

  @Test
  void a_commit_with_which_the_configuration_is_faulty_is_not_put_in_force() {
    String first = repository.role("disk", "one").push("First");
    Projects projects = projects("");
    refreshed(projects);
    repository.role("disk", "two").push("Second");
    refused = Optional.of("the role disk is gone");
    ProjectState state = refreshed(projects);
    assertThat(state.trouble()).contains("is not put in force: the role disk is gone");
    assertThat(state.commit()).isEqualTo(first);
    refused = Optional.empty();
    assertThat(refreshed(projects).commit()).isNotEqualTo(first);
  }

  @Test
  void a_link_that_leads_out_is_refused() throws IOException {
    repository.write("a/file", "x");
    Files.createSymbolicLink(repository.work().resolve("a/inside"), Path.of("file"));
    repository.push("A good link");
    Projects projects = projects("");
    assertThat(refreshed(projects).trouble()).isEmpty();
    for (String target : List.of("/etc/passwd", "../../../../../x", "inside/../../../x")) {
      Files.deleteIfExists(repository.work().resolve("a/bad"));
      Files.createSymbolicLink(repository.work().resolve("a/bad"), Path.of(target));
      repository.push("A bad link");
      assertThat(refreshed(projects).trouble()).contains("the link a/bad leads out");
    }
  }

  @Test
  void a_link_to_nothing_through_another_link_is_refused() throws IOException {
    repository.write("a/b/c/file", "x");
    Files.createSymbolicLink(repository.work().resolve("short"), Path.of("a"));
    Files.createSymbolicLink(repository.work().resolve("a/b/bad"), Path.of("../../short/../../x"));
    repository.push("A bad link");
    assertThat(refreshed(projects("")).trouble()).contains("the link a/b/bad leads out");
  }

  @Test
  void a_commit_of_an_impossible_time_is_a_commit_like_any_other() {
    repository.role("disk", "one");
    repository.git("add", "--all");
    Programs.attempt(
        List.of("git", "-C", repository.work().toString(), "commit", "-q", "-m", "Far away"),
        Map.of("GIT_COMMITTER_DATE", "@99999999999 +0000"));
    repository.push("And one more");
    repository.git("reset", "-q", "--hard", "HEAD~1");
    repository.git("push", "-q", "--force", "origin", "HEAD");
    ProjectState state = refreshed(projects(""));
    assertThat(state.trouble()).isEmpty();
    assertThat(state.subject()).isEqualTo("Far away");
  }

  @Test
  void settings_by_which_files_would_be_others_fetch_the_same_commit_anew() {
    repository.role("disk", "one").push("One");
    refreshed(projects(""));
    assertThat(taken).isEqualTo(1);
    refreshed(projects("submodules: true"));
    assertThat(taken).isEqualTo(2);
  }

  @Test
  void nothing_of_a_repository_runs() throws IOException {
    Path trace = folder.resolve("trace");
    repository
        .write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
        .write(".gitconfig", "[filter \"evil\"]\n  smudge = touch %s\n".formatted(trace))
        .write(
            ".gitmodules",
            "[submodule \"x\"]\n  path = x\n  url = ext::sh -c 'touch%%20%s'\n".formatted(trace))
        .write("hooks/post-checkout", "#!/bin/sh\ntouch " + trace + "\n")
        .push("Hostile");
    Path hook = repository.bare().resolve("hooks/post-checkout");
    Files.createDirectories(hook.getParent());
    Files.writeString(hook, "#!/bin/sh\ntouch " + trace + "\n");
    Projects projects = projects("submodules: true");
    refreshed(projects);
    assertThat(trace).doesNotExist();
  }

  @Test
  void a_submodule_cannot_read_repositories_of_this_machine() {
    GitRepository other = new GitRepository(folder.resolve("other"));
    other.write("secret", "x").push("Secret");
    repository.git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        "file://" + other.bare(),
        "inner");
    repository.push("A submodule");
    assertThat(refreshed(projects("submodules: true")).trouble())
        .contains("submodule")
        .contains("not allowed");
    assertThat(refreshed(projects("submodules: false")).trouble()).isEmpty();
  }

  @Test
  void what_is_too_much_is_refused() {
    for (int i = 0; i < 20; i++) {
      repository.write("file" + i, "x".repeat(1000));
    }
    repository.push("Many");
    assertThat(refreshed(projects("files_max: 10")).trouble()).contains("files_max");
    assertThat(refreshed(projects("size_max: 4KiB")).trouble()).isNotEmpty();
    assertThat(refreshed(projects("files_max: 20")).trouble()).isEmpty();
  }

  @Test
  void an_address_where_nothing_is_and_an_empty_repository_are_told() {
    assertThat(refreshed(projects("")).trouble()).contains("empty");
    Projects nowhere = projects("");
    repository = new GitRepository(folder.resolve("second"));
    assertThat(nowhere.inForce()).isEmpty();
    Programs.run(List.of("rm", "-rf", folder.resolve("repository.git").toString()));
    assertThat(refreshed(nowhere).trouble()).contains("git ls-remote failed");
  }

  @Test
  void requirements_are_installed_for_each_commit() {
    String collection = "own/acme/tools/";
    repository
        .write(
            collection + "galaxy.yml",
            "namespace: acme\nname: tools\nversion: 1.0.0\nreadme: README.md\nauthors: [me]\n")
        .write(collection + "README.md", "tools")
        .write(collection + "roles/hello/tasks/main.yml", "- ansible.builtin.ping:\n")
        .write(collection + "roles/hello/README.md", "hello")
        .write(
            collection + "roles/hello/meta/argument_specs.yml",
            "argument_specs: {main: {options: {words: {type: str}}}}\n")
        .write("requirements.yml", "collections: [{source: ./own/acme/tools, type: dir}]\n")
        .push("With requirements");
    Projects projects = projects("galaxy: true");
    assertThat(refreshed(projects).trouble()).isEmpty();
    RoleCatalog catalog = new RoleCatalog(folder.resolve("playbooks"), projects);
    assertThat(catalog.find(Kind.ALERT, "acme.tools.hello"))
        .hasValueSatisfying(
            role -> assertThat(role.checkout()).contains(projects.inForce().getFirst()));
    repository
        .write("requirements.yml", "collections: [{source: ./own/acme/nothing, type: dir}]\n")
        .push("With broken requirements");
    assertThat(refreshed(projects).trouble()).contains("ansible-galaxy collection install");
  }

  @Test
  @Tag("large")
  void a_repository_of_twenty_thousand_files_is_fetched() {
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 100; j++) {
        repository.write("files/%d/%d".formatted(i, j), "x");
      }
    }
    repository.push("Many");
    assertThat(refreshed(projects("")).trouble()).isEmpty();
  }

  @Test
  void what_a_service_left_that_was_killed_while_it_fetched_is_removed() throws IOException {
    Path left = Files.createDirectories(folder.resolve("data/projects/infra/commits/.fresh/a"));
    Files.writeString(left.resolve("half"), "x");
    Files.writeString(folder.resolve("data/projects/infra/in-force.json"), "{\"comm");
    String commit = repository.role("disk", "one").push("One");
    Projects projects = projects("");
    assertThat(projects.inForce()).isEmpty();
    assertThat(refreshed(projects).commit()).isEqualTo(commit);
    assertThat(projects.inForce().getFirst().root().resolve("a")).doesNotExist();
    assertThat(folder.resolve("data/projects/infra/commits/.fresh")).doesNotExist();
  }

  @Test
  void old_commits_are_removed_but_for_those_that_runs_need() {
    Projects projects = projects("");
    String first = repository.role("disk", "0").push("0");
    projects.refresh("infra", trial, Set::of);
    for (int i = 1; i < 9; i++) {
      repository.role("disk", "" + i).push("" + i);
      projects.refresh("infra", trial, () -> Set.of(first));
    }
    assertThat(projects.find("infra", first)).isPresent();
    assertThat(folder.resolve("data/projects/infra/commits"))
        .isDirectoryContaining(path -> path.endsWith(first));
    assertThat(folder.resolve("data/projects/infra/commits").toFile().list()).hasSize(7);
  }
}
