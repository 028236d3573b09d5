package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.InputFault;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible user}: who can log in. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Who can log in: list, add, role, disable, enable, password, log-out, delete.",
      "Needs a token of the role admin; without access.tokens that is admin.token in the data folder."
    })
public final class UserCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USERS = "/api/v1/users";

  public UserCommand() {}

  /** A password: it is never an argument, as everybody on this machine sees those. */
  static final class PasswordSource {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "file with the password; without it you are asked")
    private @Nullable Path file;

    @SuppressWarnings("SystemConsoleNull") // It is null where the JDK has no jdk.internal.le.
    String read() {
      try {
        if (file != null) {
          return Files.readString(file).strip();
        }
        Console console = System.console();
        if (console != null && console.isTerminal()) {
          return ask(console);
        }
        String line =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return Objects.requireNonNullElse(line, "");
      } catch (IOException e) {
        throw new InputFault("--password-file", file + " cannot be read");
      }
    }

    private static String ask(Console console) {
      char[] first = console.readPassword("Password (at least 12 characters): ");
      char[] again = console.readPassword("The same once more: ");
      if (first == null || !Arrays.equals(first, again)) {
        throw new InputFault("password", "the two are not the same; try again");
      }
      return new String(first);
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List who can log in.")
  int list(
      @Mixin Client client,
      @Option(names = "--json", description = "print the API's answer") boolean json) {
    JsonNode answer = client.get(USERS);
    if (json) {
      System.out.println(answer.toPrettyString());
      return 0;
    }
    Table table = new Table("NAME", "LOGS IN BY", "ROLE", "GROUPS", "LAST LOG-IN", "STATE");
    for (JsonNode user : answer.path("users")) {
      table.row(
          Table.text(user.path("name")),
          Table.text(user.path("provider")),
          Table.text(user.path("role")),
          Table.list(user.path("groups")),
          Table.time(user.path("lastLoginAt")),
          user.path("disabled").asBoolean() ? "disabled" : "");
    }
    table.print("nobody can log in yet; add somebody by: user add NAME --role admin");
    return 0;
  }

  @Command(name = "add", mixinStandardHelpOptions = true, description = "Add a person.")
  int add(
      @Mixin Client client,
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--role",
              defaultValue = "none",
              description =
                  "viewer, operator, admin, inventory, webhook, or none (${DEFAULT-VALUE}): then only access.grants say what the person may do")
          String role,
      @Option(names = "--group", paramLabel = "GROUP", description = "for grants; can be repeated")
          @Nullable List<String> groups,
      @Mixin PasswordSource password) {
    ObjectNode user = JSON.createObjectNode().put("name", name).put("role", role);
    if (groups != null) {
      user.set("groups", JSON.valueToTree(groups));
    }
    client.post(USERS, user.put("password", password.read()).toString());
    System.out.println(name + " can log in now, at /login of the service");
    return 0;
  }

  @Command(
      name = "role",
      mixinStandardHelpOptions = true,
      description = "Change what a person may do.")
  int role(
      @Mixin Client client,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "ROLE", description = "or none") String role,
      @Option(
              names = "--group",
              paramLabel = "GROUP",
              description = "the person's groups from now on; can be repeated")
          @Nullable List<String> groups) {
    ObjectNode change = JSON.createObjectNode().put("role", role);
    if (groups != null) {
      change.set("groups", JSON.valueToTree(groups));
    }
    JsonNode user = client.patch(path(name), change.toString());
    System.out.println(name + " may now: " + Table.list(user.path("rights")));
    return 0;
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Let a person log in no more; sessions and tokens end.")
  int disable(@Mixin Client client, @Parameters(paramLabel = "NAME") String name) {
    client.patch(path(name), "{\"disabled\":true}");
    System.out.println(name + " can log in no more; sessions and tokens have ended");
    return 0;
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Let a person log in again.")
  int enable(@Mixin Client client, @Parameters(paramLabel = "NAME") String name) {
    client.patch(path(name), "{\"disabled\":false}");
    System.out.println(name + " can log in again");
    return 0;
  }

  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = "Set a person's password; sessions end.")
  int password(
      @Mixin Client client,
      @Parameters(paramLabel = "NAME") String name,
      @Mixin PasswordSource password) {
    client.post(
        path(name) + "/password",
        JSON.createObjectNode().put("password", password.read()).toString());
    System.out.println("the password of " + name + " is set, and open sessions have ended");
    return 0;
  }

  @Command(
      name = "log-out",
      mixinStandardHelpOptions = true,
      description = "End a person's sessions.")
  int logOut(@Mixin Client client, @Parameters(paramLabel = "NAME") String name) {
    client.post(path(name) + "/log-out", "{}");
    System.out.println(name + " is logged out everywhere");
    return 0;
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Delete a person, with sessions and tokens.")
  int delete(@Mixin Client client, @Parameters(paramLabel = "NAME") String name) {
    client.delete(path(name));
    System.out.println(name + " is deleted");
    return 0;
  }

  private static String path(String name) {
    return USERS + "/" + Client.part(name);
  }
}
