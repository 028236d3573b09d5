package io.promansible.portal;

import io.promansible.fault.WorldFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/**
 * The styles and scripts of pages. The address of each changes with its content, so that browsers
 * keep it for ever.
 */
public final class Assets {
  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final String SCRIPT = "text/javascript";
  private static final int VERSION = 12;
  private static final Map<String, Source> SOURCES =
      Map.of(
          "portal.css",
          new Source(
              "text/css", WEBJARS + "picocss__pico/2.1.1/css/pico.min.css", "/portal/portal.css"),
          "icon.svg",
          new Source("image/svg+xml", "/portal/icon.svg"),
          "theme.js",
          new Source(SCRIPT, "/portal/theme.js"),
          "htmx.js",
          new Source(SCRIPT, WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js"),
          "portal.js",
          new Source(
              SCRIPT,
              "/portal/time.js",
              "/portal/idiomorph/idiomorph.min.js",
              "/portal/live.js",
              "/portal/keys.js",
              "/portal/forms.js",
              "/portal/log.js"),
          "swagger-ui.js",
          new Source(SCRIPT, WEBJARS + "swagger-ui/5.34.1/swagger-ui-bundle.js"),
          "swagger-ui.css",
          new Source("text/css", WEBJARS + "swagger-ui/5.34.1/swagger-ui.css"),
          "openapi.js",
          new Source(SCRIPT, "/portal/openapi.js"));
  // Each is read when it is first asked for.
  private static final Map<String, Asset> READ = new ConcurrentHashMap<>();

  /** Of which resources a file is made. */
  private record Source(String type, List<String> parts) {
    Source(String type, String... parts) {
      this(type, List.of(parts));
    }
  }

  private Assets() {}

  /** A file as it is sent, plain and by gzip. */
  static final class Asset {
    private final String type;
    private final String version;
    private final byte[] plain;
    private final byte[] zipped;

    private Asset(String type, String version, byte[] plain, byte[] zipped) {
      this.type = type;
      this.version = version;
      this.plain = plain;
      this.zipped = zipped;
    }

    String type() {
      return type;
    }

    String version() {
      return version;
    }

    byte[] plain() {
      return plain;
    }

    byte[] zipped() {
      return zipped;
    }

    private static Asset of(Source source) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      ByteArrayOutputStream small = new ByteArrayOutputStream();
      try {
        for (String part : source.parts()) {
          try (InputStream in = Assets.class.getResourceAsStream(part)) {
            if (in == null) {
              throw new WorldFault("the jar lacks " + part);
            }
            all.write(in.readAllBytes());
          }
          all.write('\n');
        }
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
          all.writeTo(gzip);
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
        String version = HexFormat.of().formatHex(hash).substring(0, VERSION);
        return new Asset(
            source.type()
                + ";charset="
                + StandardCharsets.UTF_8.name().toLowerCase(java.util.Locale.ROOT),
            version,
            all.toByteArray(),
            small.toByteArray());
      } catch (IOException | NoSuchAlgorithmException e) {
        throw new IllegalStateException("the files of the portal cannot be read", e);
      }
    }
  }

  /** The address of a file. */
  public static String href(String name) {
    return "/assets/"
        + name
        + "?v="
        + find(name).orElseThrow(() -> new IllegalArgumentException("no file " + name)).version();
  }

  static Optional<Asset> find(String name) {
    Source source = SOURCES.get(name);
    return source == null
        ? Optional.empty()
        : Optional.of(READ.computeIfAbsent(name, n -> Asset.of(source)));
  }
}
