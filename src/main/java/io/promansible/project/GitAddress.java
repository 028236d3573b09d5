package io.promansible.project;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses and refs that are given to git. Git would run programs for some addresses ({@code
 * ext::}), and would take some for options ({@code --upload-pack=…}): these are refused.
 */
final class GitAddress {
  private static final Pattern URL =
      Pattern.compile("(https|ssh|git|file)://([^/@\\s]*@)?([^/@:\\s]*)(:\\d{1,5})?/\\S*");
  // user@host:path, as scp writes it
  private static final Pattern SCP = Pattern.compile("([\\w.-]+@)?([\\w.-]+):(?!:)[^\\s]+");
  private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./+@-]{0,200}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private GitAddress() {}

  /** What is wrong with an address; empty when git may have it. */
  static Optional<String> fault(String url) {
    if (url.startsWith("/")) {
      return Optional.empty();
    }
    Matcher matcher = URL.matcher(url);
    if (matcher.matches()) {
      String user = matcher.group(2) == null ? "" : matcher.group(2);
      return user.contains(":")
          ? Optional.of("holds a password; write it to a file and name that in token_file")
          : matcher.group(3).startsWith("-") || user.startsWith("-")
              ? Optional.of("has a host that looks like an option")
              : Optional.empty();
    }
    return !url.contains("://") && !url.startsWith("-") && SCP.matcher(url).matches()
        ? Optional.empty()
        : Optional.of(
            "must be https://…, ssh://…, git://…, file:///…, user@host:path or an absolute path");
  }

  /** What is wrong with a branch, tag or commit; empty when git may have it. */
  static Optional<String> faultOfRef(String ref) {
    return REF.matcher(ref).matches() && !ref.contains("..") && !ref.contains("@{")
        ? Optional.empty()
        : Optional.of("is no name of a branch, a tag or a commit");
  }

  /** Whether a ref is a whole commit, which never moves. */
  static boolean isCommit(String ref) {
    return COMMIT.matcher(ref).matches();
  }

  /** The name that git asks a password for: the one in the address, or else the configured one. */
  static String user(String url, GitCredentials credentials) {
    Matcher matcher = URL.matcher(url);
    String user = matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "";
    return user.isEmpty() ? credentials.username() : user.substring(0, user.length() - 1);
  }

  /** The host of an address, with its port where one is given; empty for a path. */
  static String host(String url) {
    Matcher matcher = URL.matcher(url);
    return matcher.matches()
        ? matcher.group(3) + (matcher.group(4) == null ? "" : matcher.group(4))
        : "";
  }
}
