package io.promansible.alertmanager;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.promansible.fault.WorldFault;
import io.promansible.settings.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * Credentials, headers and TLS for Alertmanager or Prometheus, with the names of Prometheus' own
 * http_config.
 *
 * @param username the user of basic_auth; {@code passwordFile} has its password
 * @param passwordFile read at each request, so that it may change
 * @param bearerTokenFile the file with the bearer token, read at each request, too
 * @param headers sent with each request, such as {@code X-Scope-OrgID}
 */
public record HttpSettings(
    Optional<String> username,
    Optional<Path> passwordFile,
    Optional<Path> bearerTokenFile,
    Map<String, String> headers,
    Tls tls) {
  /** No credentials, no headers, the machine's certificates. */
  public static final HttpSettings NONE =
      new HttpSettings(Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Tls.NONE);

  /**
   * Trusted certificates, and our own.
   *
   * @param ca certificates to trust instead of the machine's, PEM
   * @param certificate our client certificate, PEM
   * @param key the key of our certificate, PEM, PKCS 8
   */
  public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    /** The machine's trusted certificates, and no certificate of our own. */
    public static final Tls NONE = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

    /** Trusts these certificates only, and has none of its own. */
    public static Tls trusting(Path ca) {
      return new Tls(Optional.of(ca), Optional.empty(), Optional.empty());
    }

    /**
     * For the JDK's client; by Netty, which reads PEM, as the JDK alone does not.
     *
     * @throws WorldFault when a file cannot be used
     */
    public SSLContext context() {
      try {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        ca.ifPresent(file -> builder.trustManager(file.toFile()));
        if (certificate.isPresent() && key.isPresent()) {
          builder.keyManager(certificate.get().toFile(), key.get().toFile());
        }
        return ((JdkSslContext) builder.build()).context();
      } catch (IOException | IllegalArgumentException e) {
        throw new WorldFault("tls cannot be set up: " + e.getMessage(), e);
      }
    }

    /** The keys {@code ca}, {@code certificate} and {@code key}. */
    public static Tls read(Section section) {
      Tls tls = new Tls(section.file("ca"), section.file("certificate"), section.file("key"));
      if (tls.certificate.isPresent() != tls.key.isPresent()) {
        section.fault("certificate", "and 'key' go together; give both or none");
      }
      section.end();
      return tls;
    }
  }

  public HttpSettings {
    headers = Map.copyOf(headers);
  }

  /** The keys {@code basic_auth}, {@code bearer_token_file}, {@code headers} and {@code tls}. */
  public static HttpSettings read(Section section) {
    Section basic = section.section("basic_auth");
    Optional<String> username = basic.text("username");
    Optional<Path> password = basic.file("password_file");
    if (username.isPresent() != password.isPresent()) {
      basic.fault("username", "and 'password_file' go together; give both or none");
    }
    basic.end();
    Optional<Path> bearer = section.file("bearer_token_file");
    if (bearer.isPresent() && username.isPresent()) {
      section.fault("bearer_token_file", "cannot be given beside basic_auth; give one of them");
    }
    return new HttpSettings(
        username,
        password,
        bearer,
        headers(section.section("headers")),
        Tls.read(section.section("tls")));
  }

  // Headers that Java's HTTP client refuses to set.
  private static final Set<String> NOT_OURS =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private static Map<String, String> headers(Section section) {
    Map<String, String> headers = new TreeMap<>();
    for (String name : section.names()) {
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || name.equalsIgnoreCase("authorization")) {
        section.fault(
            name,
            name.equalsIgnoreCase("authorization")
                ? "would show a secret; use basic_auth or bearer_token_file"
                : "is no name of a header");
      } else if (NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) {
        section.fault(name, "is set by the connection itself and cannot be given");
      } else {
        String value = section.text(name, "");
        if (value.chars().anyMatch(Character::isISOControl)) {
          section.fault(name, "has a line break or another control character in it");
        } else {
          headers.put(name, value);
        }
      }
    }
    section.end();
    return headers;
  }
}
