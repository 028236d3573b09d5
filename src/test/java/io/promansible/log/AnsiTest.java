package io.promansible.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.log.Ansi.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colours become classes; nothing else of a terminal's language acts or hides. */
class AnsiTest {
  @Test
  void a_plain_line_is_one_piece() {
    assertThat(new Ansi().pieces("ok: [web1]")).containsExactly(new Piece("ok: [web1]", ""));
    assertThat(new Ansi().pieces("")).isEmpty();
  }

  @Test
  void colours_and_weights_become_classes_until_they_end() {
    assertThat(new Ansi().pieces("a\u001b[1;31mb\u001b[22mc\u001b[0md"))
        .containsExactly(
            new Piece("a", ""), new Piece("b", "a1 f1"), new Piece("c", "f1"), new Piece("d", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "30, f0",
    "37, f7",
    "90, f8",
    "97, f15",
    "41, g1",
    "107, g15",
    "3, a3",
    "4, a4",
    "2, a2"
  })
  void every_code_has_its_class(String code, String look) {
    assertThat(new Ansi().pieces("\u001b[" + code + "mx")).containsExactly(new Piece("x", look));
  }

  @Test
  void a_look_goes_on_in_the_next_line() {
    Ansi ansi = new Ansi();
    ansi.pieces("\u001b[32mgreen");
    assertThat(ansi.pieces("still")).containsExactly(new Piece("still", "f2"));
    assertThat(ansi.pieces("\u001b[mover")).containsExactly(new Piece("over", ""));
  }

  @ParameterizedTest
  @CsvSource({"38;5;196", "48;5;17", "38;2;1;2;3", "38;5", "38", "99999", "7", "58;5;1"})
  void codes_that_are_not_known_show_plain_text(String code) {
    assertThat(new Ansi().pieces("\u001b[" + code + "mx")).containsExactly(new Piece("x", ""));
  }

  @Test
  void other_sequences_are_shown_as_signs_and_do_nothing() {
    assertThat(Ansi.plain("\u001b]0;title\u0007\u001b[2J\rgone\u007f"))
        .isEqualTo("␛]0;title␇␛[2J␍gone␡");
    assertThat(Ansi.plain("\u009b31m")).isEqualTo("<U+009B>31m");
  }

  @Test
  void characters_that_turn_text_round_are_shown_by_their_number() {
    assertThat(Ansi.plain("a\u202eb\u2066c\u200fd\u2028e"))
        .isEqualTo("a<U+202E>b<U+2066>c<U+200F>d<U+2028>e");
  }

  @Test
  void markup_stays_text_and_tabs_stay_tabs() {
    assertThat(new Ansi().pieces("\t<b>&amp;")).containsExactly(new Piece("\t<b>&amp;", ""));
  }
}
