package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.web.router.Router;
import io.promansible.door.PageRoute;
import io.promansible.kit.Caller;
import io.promansible.kit.Portal;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The description of the API says what the API is. */
class OpenApiTest extends PeopleService {
  // OpenAPI has no word for WebSockets.
  private static final Pattern SOCKETS = Pattern.compile(".*(/live|/job/progress/.*)");

  private JsonNode described() {
    Object tree = new Yaml().load(Caller.text(call.as(ADMIN, "GET", "/openapi.yml", "")));
    return new ObjectMapper().valueToTree(tree);
  }

  @Test
  void every_call_of_the_api_is_described_with_words() {
    JsonNode paths = described().path("paths");
    TreeSet<String> missing = new TreeSet<>();
    service
        .bean(Router.class)
        .uriRoutes()
        .filter(route -> !route.getAnnotationMetadata().hasAnnotation(PageRoute.class))
        .filter(route -> route.getHttpMethodName().matches("GET|POST|PUT|DELETE"))
        .forEach(route -> {
          String path = route.getUriMatchTemplate().toPathString();
          JsonNode call =
              paths.path(path).path(route.getHttpMethodName().toLowerCase(java.util.Locale.ROOT));
          if (path.startsWith("/api/")
              && !SOCKETS.matcher(path).matches()
              && call.isMissingNode()) {
            missing.add(route.getHttpMethodName() + " " + path);
          }
        });
    assertThat(missing).isEmpty();
    assertThat(paths.size()).isGreaterThan(40);
  }

  @Test
  void nobody_is_asked_for_what_the_service_itself_knows() {
    assertThat(described().findValuesAsText("name"))
        .doesNotContain("caller", "following", "request");
  }

  @Test
  void a_page_shows_it() {
    add("ann", "admin");
    try (Portal portal = new Portal(service.url());
        Portal.Window ann = portal.window().logIn("ann", PASSWORD)) {
      ann.open("/openapi").await("Queues a finished run once more.");
      assertThat(ann.complaints()).isEmpty();
      ann.picture("openapi");
    }
  }
}
