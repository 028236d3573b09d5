package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Background;
import io.promansible.kit.Certificate;
import io.promansible.kit.GitRepository;
import io.promansible.kit.Sshd;
import io.promansible.project.CheckoutTrial;
import io.promansible.project.ProjectSettings;
import io.promansible.project.ProjectState;
import io.promansible.project.Projects;
import io.promansible.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private repositories by a real sshd, and by git http-backend behind a real web server. */
class GitTransportTest {
  @TempDir private Path folder;

  private ProjectState fetched(String url, String more) {
    SettingsFile file =
        SettingsFile.parse(
            "test.yml",
            "projects: [{name: infra, url: '%s', timeout: 20s, %s}]".formatted(url, more),
            folder,
            Map.of());
    List<ProjectSettings> settings = ProjectSettings.read(file.root().sections("projects"));
    file.end();
    Projects projects =
        new Projects(() -> settings, folder.resolve("data"), "ansible-galaxy", Clock.systemUTC());
    projects.refresh("infra", CheckoutTrial.NONE, Set::of);
    return projects.states().getFirst();
  }

  @Test
  void a_key_opens_a_repository_by_ssh_and_no_other_does() throws IOException {
    GitRepository repository = new GitRepository(folder.resolve("git"));
    repository.role("disk", "one").push("One");
    try (Sshd sshd = new Sshd(folder.resolve("sshd"))) {
      String url =
          "ssh://%s@127.0.0.1:%d%s"
              .formatted(System.getProperty("user.name"), sshd.port(), repository.bare());
      assertThat(fetched(url, "key_file: " + folder.resolve("sshd/key")).trouble()).isEmpty();
      Path other = folder.resolve("other");
      io.promansible.kit.Programs.run(
          List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other.toString()));
      assertThat(fetched(url, "key_file: " + other).trouble()).contains("Permission denied");
      // A host whose key is not the one that is known is not spoken to.
      Path known = Files.writeString(folder.resolve("known"), "");
      assertThat(
              fetched(
                      url,
                      "key_file: %s, known_hosts: %s".formatted(folder.resolve("sshd/key"), known))
                  .trouble())
          .contains("Host key verification failed");
    }
  }

  @Test
  void a_token_opens_a_repository_by_https_and_is_told_to_nobody_else() throws IOException {
    GitRepository repository = new GitRepository(folder.resolve("git"));
    repository.role("disk", "one").push("One");
    Certificate.write(folder, "git", "RSA", 10);
    Files.writeString(
        folder.resolve("both.pem"),
        Files.readString(folder.resolve("key.pem")) + Files.readString(folder.resolve("cert.pem")));
    Files.writeString(folder.resolve("users"), "robot:the-right-token\n");
    Path token = Files.writeString(folder.resolve("token"), "the-right-token\n");
    int port = Background.freePort();
    Files.writeString(
        folder.resolve("lighttpd.conf"),
        """
        server.document-root = "%1$s"
        server.port = %2$d
        server.bind = "127.0.0.1"
        server.modules = ("mod_auth", "mod_authn_file", "mod_alias", "mod_cgi", "mod_setenv", "mod_openssl")
        ssl.engine = "enable"
        ssl.pemfile = "%1$s/both.pem"
        auth.backend = "plain"
        auth.backend.plain.userfile = "%1$s/users"
        auth.require = ("/" => ("method" => "basic", "realm" => "git", "require" => "valid-user"))
        alias.url = ("/git" => "/usr/lib/git-core/git-http-backend")
        $HTTP["url"] =~ "^/git" {
          cgi.assign = ("" => "")
          setenv.add-environment = ("GIT_PROJECT_ROOT" => "%1$s/git", "GIT_HTTP_EXPORT_ALL" => "1")
        }
        """
            .formatted(folder, port));
    try (Background server =
        Background.start(
            folder.resolve("lighttpd.log"),
            "/usr/sbin/lighttpd",
            "-D",
            "-f",
            folder.resolve("lighttpd.conf").toString())) {
      Background.awaitPort(port);
      String url = "https://127.0.0.1:%d/git/repository.git".formatted(port);
      String proof =
          "username: robot, ca_file: %s, token_file: ".formatted(folder.resolve("cert.pem"));
      assertThat(fetched(url, proof + token).trouble()).isEmpty();
      Path wrong = Files.writeString(folder.resolve("wrong"), "the-wrong-token\n");
      assertThat(fetched(url, proof + wrong).trouble()).contains("Authentication failed");
      assertThat(fetched(url, "username: robot, token_file: " + token).trouble())
          .contains("certificate");
      // A token for one host is not sent to another one.
      assertThat(fetched(url.replace("127.0.0.1", "localhost"), proof + token).trouble()).isEmpty();
      server.end();
      assertThat(fetched(url, proof + token).trouble()).contains("git ls-remote failed");
    }
  }
}
