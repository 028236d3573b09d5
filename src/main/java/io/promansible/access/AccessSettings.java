package io.promansible.access;

import io.promansible.settings.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tokens; without any, only this machine is served. */
public record AccessSettings(List<Token> tokens) {
  private static final int TOKEN_LEAST = 8;

  /** Copies. */
  public AccessSettings {
    tokens = List.copyOf(tokens);
  }

  /** The section {@code access}; reads the token files. */
  public static AccessSettings read(Section section) {
    List<Token> tokens = new ArrayList<>();
    for (Section item : section.sections("tokens")) {
      String name = item.required("name");
      AccessRole role = item.choice("role", AccessRole.class, AccessRole.VIEWER);
      String file = item.required("token_file");
      if (!file.isEmpty()) {
        secret(item, item.resolve(file)).ifPresent(text -> tokens.add(Token.of(name, role, text)));
      }
      if (tokens.stream().filter(token -> token.name().equals(name)).count() > 1) {
        item.fault("name", "'" + name + "' is the name of another token too; names must differ");
      }
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
    } catch (IOException e) {
      item.fault(
          "token_file",
          "names "
              + file
              + ", which cannot be read; make one with: openssl rand -hex 32 > "
              + file);
    }
    return Optional.empty();
  }
}
