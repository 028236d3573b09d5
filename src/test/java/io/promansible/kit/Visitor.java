package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person in a browser without scripts: keeps cookies, fills in forms, follows no redirects. A
 * real browser is {@link Chromium}.
 */
public final class Visitor implements AutoCloseable {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new TreeMap<>();
  private String csrf = "";

  /** Visits the service at an address. */
  public Visitor(URI base) {
    this.base = base;
  }

  /** The page at a path; the token of its first form is remembered. */
  public HttpResponse<String> page(String path) {
    HttpResponse<String> answer = send("GET", path, null);
    Matcher found = CSRF.matcher(answer.body());
    if (found.find()) {
      csrf = found.group(1);
    }
    return answer;
  }

  /** Sends a form with the token of the page that was seen last. */
  public HttpResponse<String> submit(String path, Map<String, String> fields) {
    Map<String, String> all = new TreeMap<>(fields);
    all.putIfAbsent("csrf", csrf);
    return send(
        "POST",
        path,
        all.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&")),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  /** Logs in by the page; the answer is a redirect when it succeeded. */
  public HttpResponse<String> logIn(String name, String password) {
    page("/login");
    HttpResponse<String> answer = submit("/login", Map.of("username", name, "password", password));
    if (answer.statusCode() == 303) {
      page("/account");
    }
    return answer;
  }

  /** A call of the API, as a script of a page makes it. */
  public HttpResponse<String> json(String method, String path, String body) {
    return send(method, path, body, "X-CSRF-Token", csrf, "Content-Type", "application/json");
  }

  /** Any request with the cookies of this browser; headers are name, value, name, value… */
  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofMinutes(2))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      answer.headers().allValues("Set-Cookie").forEach(this::keep);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keep(String header) {
    for (HttpCookie cookie : HttpCookie.parse(header)) {
      if (cookie.getMaxAge() == 0) {
        cookies.remove(cookie.getName());
      } else {
        cookies.put(cookie.getName(), cookie.getValue());
      }
    }
  }

  /** The value of a cookie. */
  public Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  /** Has a cookie from now on, as one that somebody else put there. */
  public void plant(String name, String value) {
    cookies.put(name, value);
  }

  /** The token that forms carry. */
  public String csrf() {
    return csrf;
  }

  @Override
  public void close() {
    http.close();
  }
}
