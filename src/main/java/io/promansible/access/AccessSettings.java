package io.promansible.access;

import io.promansible.settings.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tokens; without any, only this machine is served. */
public record AccessSettings(List<Token> tokens) {
  private static final int TOKEN_LEAST = 8;
  private static final int NAME_MAX = 128;

  public AccessSettings {
    tokens = List.copyOf(tokens);
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
      String file = item.required("token_file");
      if (!file.isEmpty()) {
        secret(item, item.resolve(file)).ifPresent(text -> tokens.add(Token.of(name, role, text)));
      }
      if (tokens.stream().filter(token -> token.name().equals(name)).count() > 1) {
        item.fault("name", "'" + name + "' is the name of another token too; names must differ");
      }
      item.refuse(
          "token",
          "is not taken from here: the configuration is no place for secrets; put it into a file and name that in token_file");
      item.end();
    }
    section.end();
    return new AccessSettings(tokens);
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
