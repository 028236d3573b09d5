package io.promansible.portal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Addresses for links. */
public final class Link {
  private static final List<String> SCHEMES = List.of("http", "https");

  private Link() {}

  /** An address that others wrote, if a link may lead there: by http and https only. */
  public static Optional<String> outside(String text) {
    try {
      URI address = URI.create(text.strip());
      return address.getScheme() != null
              && SCHEMES.contains(address.getScheme().toLowerCase(java.util.Locale.ROOT))
              && address.getHost() != null
          ? Optional.of(address.toString())
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A path of ours with a query; what is empty is left out. */
  public static String to(String path, Map<String, String> query) {
    String text =
        query.entrySet().stream()
            .filter(one -> !one.getValue().isEmpty())
            .map(one -> one.getKey() + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    return text.isEmpty() ? path : path + "?" + text;
  }

  /** A text as part of an address. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
