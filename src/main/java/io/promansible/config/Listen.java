package io.promansible.config;

import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the service listens. */
public record Listen(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]]*)):(\\d{1,5})");
  private static final Set<String> LOOPBACK = Set.of("localhost", "::1");
  private static final int PORT_MAX = 65_535;

  /**
   * Reads {@code 127.0.0.1:9595}, {@code [::1]:9595}, or {@code :9595} for every address; port 0 is
   * any free port.
   */
  static Listen parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches() || Integer.parseInt(m.group(3)) > PORT_MAX) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address and a port: write for example 127.0.0.1:9595");
    }
    String host = m.group(1) == null ? m.group(2) : m.group(1);
    return new Listen(host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(m.group(3)));
  }

  boolean loopback() {
    return LOOPBACK.contains(host) || host.startsWith("127.");
  }

  /** The address for a browser on this machine: localhost if the service listens everywhere. */
  URI url(boolean tls) {
    String name = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
    return URI.create(
        (tls ? "https://" : "http://")
            + (name.contains(":") ? "[" + name + "]" : name)
            + ":"
            + port);
  }
}
