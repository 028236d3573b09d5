package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Visitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Somebody guesses passwords. */
class GuessingTest extends PeopleService {
  private Map<Integer, Integer> guess(int times, java.util.function.IntFunction<String> name) {
    Map<Integer, Integer> answers = new TreeMap<>();
    try (Visitor visitor = visitor()) {
      visitor.page("/login");
      for (int i = 0; i < times; i++) {
        int status =
            visitor
                .submit(
                    "/login", Map.of("username", name.apply(i), "password", "guess number " + i))
                .statusCode();
        answers.merge(status, 1, Integer::sum);
      }
    }
    return answers;
  }

  @Test
  void d30_a_thousand_guesses_against_one_account_are_hardly_tried_and_its_owner_comes_in_soon() {
    add("target", "viewer");
    Map<Integer, Integer> answers = guess(1000, i -> "target");
    // Five are free; then each pause is twice as long as the one before.
    assertThat(answers.get(401)).isBetween(5, 12);
    assertThat(answers.get(429)).isEqualTo(1000 - answers.get(401));
    try (Visitor owner = visitor()) {
      assertThat(owner.logIn("target", PASSWORD).statusCode()).isEqualTo(429);
      clock.move(Duration.ofMinutes(16));
      assertThat(owner.logIn("target", PASSWORD).statusCode()).isEqualTo(303);
    }
  }

  @Test
  void a_thousand_guesses_against_many_accounts_are_hardly_tried_either() {
    clock.move(Duration.ofHours(2));
    Map<Integer, Integer> answers = guess(1000, i -> "person-" + i);
    assertThat(answers.get(401)).isBetween(20, 30);
    assertThat(answers.get(429)).isEqualTo(1000 - answers.get(401));
    clock.move(Duration.ofHours(2));
  }

  @Test
  void guesses_at_the_same_time_count_each_and_other_spellings_are_the_same_name()
      throws InterruptedException {
    clock.move(Duration.ofHours(2));
    add("busy", "viewer");
    Map<Integer, Integer> answers = new ConcurrentHashMap<>();
    List<Thread> guessers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String name = i % 2 == 0 ? "busy" : "BUSY";
      Thread guesser =
          Thread.ofPlatform()
              .start(
                  () -> guess(1, n -> name).forEach((k, v) -> answers.merge(k, v, Integer::sum)));
      guessers.add(guesser);
    }
    for (Thread guesser : guessers) {
      guesser.join();
    }
    assertThat(answers.get(401)).isBetween(5, 7);
    clock.move(Duration.ofHours(2));
  }

  @Test
  void guesses_of_the_own_password_are_slowed_too() {
    clock.move(Duration.ofHours(2));
    add("self", "viewer");
    try (Visitor visitor = visitor()) {
      visitor.logIn("self", PASSWORD);
      String last = "";
      for (int i = 0; i < 10; i++) {
        last =
            visitor
                .submit(
                    "/account/password",
                    Map.of("old", "guess number " + i, "password", "another sentence of it"))
                .body();
      }
      assertThat(last).contains("was wrong too often");
    }
    clock.move(Duration.ofHours(2));
  }
}
