package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages of Pansible's README, from an inventory to the results of a job, by curl alone. */
class CurlTest extends JobsService {
  @Test
  void a_script_of_curl_follows_the_readme_of_pansible() {
    JsonNode result =
        Room.json(
            Programs.run(
                List.of(
                    "sh",
                    "src/test/resources/pansible.sh",
                    service.url().toString(),
                    ADMIN,
                    repository.bare().toString())));
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "localhost",
            "foo.example3.com",
            "foo.example4.com",
            "foo.example5.com",
            "one.example.com",
            "two.example.com");
    assertThat(result)
        .allSatisfy(host -> {
          assertThat(host.has("failures")).isTrue();
          assertThat(host.path("stats").path("failed").asInt()).isZero();
          assertThat(host.path("stats").path("known").asBoolean()).isTrue();
        });
  }
}
