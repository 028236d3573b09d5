package io.promansible.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What git may be told, and what not. */
class GitAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.example.org/ops/infra.git",
        "https://git@git.example.org:8443/ops/infra",
        "ssh://git@git.example.org:22/ops/infra.git",
        "git://git.example.org/infra",
        "file:///srv/git/infra.git",
        "/srv/git/infra.git",
        "git@git.example.org:ops/infra.git",
        "git.example.org:infra"
      })
  void an_address_that_git_knows_is_taken(String url) {
    assertThat(GitAddress.fault(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ext::sh -c touch% /tmp/x",
        "--upload-pack=touch /tmp/x",
        "-oProxyCommand=touch",
        "ssh://-oProxyCommand=touch/x",
        "ssh://-x@host/x",
        "git@-oProxyCommand=x:y z",
        "http://git.example.org/x",
        "https://me:secret@git.example.org/x",
        "fd::17/x",
        "host::x",
        "relative/path",
        "https://git.example.org/a b"
      })
  void an_address_that_would_run_something_or_tell_a_secret_is_refused(String url) {
    assertThat(GitAddress.fault(url)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "release/1.2", "v1.2.3", "feature_x+y", "0123abc"})
  void a_branch_or_tag_is_taken(String ref) {
    assertThat(GitAddress.faultOfRef(ref)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-x", "--upload-pack=x", "a..b", "a b", "a:b", "@{-1}", "x@{1}", "a\nb", "+main"})
  void a_ref_that_means_something_else_is_refused(String ref) {
    assertThat(GitAddress.faultOfRef(ref)).isPresent();
  }
}
