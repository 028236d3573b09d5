package io.promansible.access;

import io.promansible.settings.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what, as far as the configuration says so.
 *
 * @param tokens of programs; without any, only this machine is served
 * @param grants what people may do, by name or group
 * @param anonymous what callers may read who do not say who they are
 */
public record AccessSettings(List<Token> tokens, List<GrantRule> grants, Anonymous anonymous) {
  private static final int TOKEN_LEAST = 8;
  private static final int NAME_MAX = 128;

  public AccessSettings {
    tokens = List.copyOf(tokens);
    grants = List.copyOf(grants);
  }

  /** The section {@code access}; reads the token files. */
  public static AccessSettings read(Section section) {
    List<Token> tokens = new ArrayList<>();
    for (Section item : section.sections("tokens")) {
      String name = item.required("name");
      if (name.length() > NAME_MAX) {
        item.fault("name", "is longer than " + NAME_MAX + " characters");
      }
      AccessRole role = item.choice("role", AccessRole.class, AccessRole.VIEWER);
      Grant grant = new Grant(role, GrantRule.limited(item, role));
      String file = item.required("token_file");
      if (!file.isEmpty()) {
        secret(item, item.resolve(file)).ifPresent(text -> tokens.add(Token.of(name, grant, text)));
      }
      if (tokens.stream().filter(token -> token.name().equals(name)).count() > 1) {
        item.fault("name", "'" + name + "' is the name of another token too; names must differ");
      }
      item.refuse(
          "token",
          "is not taken from here: the configuration is no place for secrets; put it into a file and name that in token_file");
      item.end();
    }
    List<GrantRule> grants = section.sections("grants").stream().map(GrantRule::read).toList();
    Anonymous anonymous = section.choice("anonymous", Anonymous.class, Anonymous.AUTO);
    section.end();
    return new AccessSettings(tokens, grants, anonymous);
  }

  /** Whether a name belongs to a token, or to callers without any: no person may have it. */
  public boolean reserved(String name) {
    return name.equals(TokenAuthenticator.NOBODY)
        || name.equals(GeneratedToken.NAME)
        || tokens.stream().anyMatch(token -> token.name().equals(name));
  }

  /** What the grants give a person, by name, provider and groups. */
  public List<Grant> of(String name, LoginProvider provider, Collection<String> groups) {
    return grants.stream()
        .filter(rule -> rule.concerns(name, provider, groups))
        .map(GrantRule::grant)
        .toList();
  }

  private static Optional<String> secret(Section item, Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.length() >= TOKEN_LEAST) {
        return Optional.of(text);
      }
      item.fault("token_file", "names " + file + ", which holds fewer than 8 characters");
    } catch (NoSuchFileException e) {
      item.fault(
          "token_file",
          "names "
              + file
              + ", which does not exist; make one with: openssl rand -hex 32 > "
              + file);
    } catch (IOException e) {
      item.fault(
          "token_file",
          "names %s, which the user %s may not read; let that user read it, and leave its content as it is"
              .formatted(file, System.getProperty("user.name")));
    }
    return Optional.empty();
  }
}
