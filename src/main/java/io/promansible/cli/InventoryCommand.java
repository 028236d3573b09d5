package io.promansible.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promansible inventory}: the dynamic inventory, as Ansible asks for it. */
@Command(
    name = "inventory",
    mixinStandardHelpOptions = true,
    description = "Print the inventory of a running service.")
public final class InventoryCommand implements Callable<Integer> {
  private static final class What {
    @Option(names = "--list", required = true, description = "all groups and hosts")
    private boolean list;

    @Option(names = "--host", required = true, description = "the variables of one host")
    private @Nullable String host;
  }

  @Mixin private Client client = new Client();

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  @Override
  public Integer call() {
    String path =
        what.list || what.host == null
            ? ""
            : "/hosts/" + URLEncoder.encode(what.host, StandardCharsets.UTF_8).replace("+", "%20");
    System.out.println(client.get("/api/v1/inventory" + path).toPrettyString());
    return 0;
  }
}
