package io.promansible.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The notation of matchers, by the examples of Alertmanager's own tests: pkg/labels/parse_test.go,
 * matcher/parse/parse_test.go, matcher/compat/parse_test.go and matcher/compliance.
 */
class AlertmanagerMatchersTest {
  /** What was read: name, sign and value of each, so that escapes are seen as they are. */
  private static List<String> parts(List<Matcher> matchers) {
    return matchers.stream().map(Matcher::parts).map(p -> String.join("¦", p)).toList();
  }

  static Stream<Arguments> classic() {
    return Stream.of(
        arguments("{}", List.of()),
        arguments("", List.of()),
        arguments("{foo='}", List.of("foo¦=¦'")),
        arguments("{foo=`}", List.of("foo¦=¦`")),
        arguments("{foo=\\\"}", List.of("foo¦=¦\"")),
        arguments("{foo=bar}", List.of("foo¦=¦bar")),
        arguments("{foo=\"bar\"}", List.of("foo¦=¦bar")),
        arguments("{foo=~bar.*}", List.of("foo¦=~¦bar.*")),
        arguments("{foo=~\"bar.*\"}", List.of("foo¦=~¦bar.*")),
        arguments("{foo!=bar}", List.of("foo¦!=¦bar")),
        arguments("{foo!=\"bar\"}", List.of("foo¦!=¦bar")),
        arguments("{foo!~bar.*}", List.of("foo¦!~¦bar.*")),
        arguments("{foo!~\"bar.*\"}", List.of("foo¦!~¦bar.*")),
        arguments("{foo=\"bar\", baz!=\"quux\"}", List.of("foo¦=¦bar", "baz¦!=¦quux")),
        arguments("{foo=\"bar\", baz!~\"quux.*\"}", List.of("foo¦=¦bar", "baz¦!~¦quux.*")),
        arguments(
            "{foo=\"bar\",baz!~\".*quux\", derp=\"wat\"}",
            List.of("foo¦=¦bar", "baz¦!~¦.*quux", "derp¦=¦wat")),
        arguments(
            "{foo=\"bar\", baz!=\"quux\", derp=\"wat\"}",
            List.of("foo¦=¦bar", "baz¦!=¦quux", "derp¦=¦wat")),
        arguments(
            "{foo=\"bar\", instance=~\"some-api.*\"}",
            List.of("foo¦=¦bar", "instance¦=~¦some-api.*")),
        arguments("{foo=\"\"}", List.of("foo¦=¦")),
        arguments("{foo=\"bar,quux\", job=\"job1\"}", List.of("foo¦=¦bar,quux", "job¦=¦job1")),
        arguments("{foo = \"bar\", dings != \"bums\", }", List.of("foo¦=¦bar", "dings¦!=¦bums")),
        arguments("foo=bar,dings!=bums", List.of("foo¦=¦bar", "dings¦!=¦bums")),
        arguments(
            "{quote=\"She said: \\\"Hi, ladies! That's gender-neutral…\\\"\"}",
            List.of("quote¦=¦She said: \"Hi, ladies! That's gender-neutral…\"")),
        arguments("statuscode=~\"5..\"", List.of("statuscode¦=~¦5..")),
        arguments("tricky=~~~", List.of("tricky¦=~¦~~")),
        arguments("trickier==\\\\=\\=\\\"", List.of("trickier¦=¦=\\=\\=\"")),
        arguments(
            "contains_quote != \"\\\"\" , contains_comma !~ \"foo,bar\" , ",
            List.of("contains_quote¦!=¦\"", "contains_comma¦!~¦foo,bar")),
        arguments("{foo=bar}}", List.of("foo¦=¦bar}")),
        arguments("{foo=bar}},}", List.of("foo¦=¦bar}}")),
        arguments("{foo=,bar=}}", List.of("foo¦=¦", "bar¦=¦}")),
        arguments("{foo=bar\\t}", List.of("foo¦=¦bar\\t")),
        arguments("{foo=bar\\n}", List.of("foo¦=¦bar\n")),
        arguments("{foo=\\n}", List.of("foo¦=¦\n")),
        arguments("{foo=\\t}", List.of("foo¦=¦\\t")),
        arguments("{foo=bar\\}", List.of("foo¦=¦bar\\")),
        arguments("{foo=bar\\\\}", List.of("foo¦=¦bar\\")),
        arguments("{foo=bar\\\"}", List.of("foo¦=¦bar\"")),
        arguments("job=", List.of("job¦=¦")),
        arguments("{foo=", List.of("foo¦=¦")),
        arguments("{foo=}b", List.of("foo¦=¦}b")));
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("classic")
  void the_classic_notation_is_read(String text, List<String> expected) {
    assertThat(parts(ClassicMatcherParser.parse(text))).isEqualTo(expected);
    // Whatever the classic one takes means what it always meant.
    assertThat(parts(Matchers.parse(text).all())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",",
        "{,}",
        "job=\"value",
        "job=value\"",
        "trickier==\\\\=\\=\\\"\"",
        "contains_unescaped_quote = foo\"bar",
        "{invalid-name = \"valid label\"}",
        "{foo=~\"invalid[regexp\"}",
        "\"{foo=\\\"bar\"}",
        "\"foo=\\\"bar\"",
        "\"foo=\\\"bar\\\"\"",
        "\"{foo=\\\"bar\\\"}\"",
        "\"foo=\"bar\"\"",
        "{{foo="
      })
  void the_classic_notation_refuses(String text) {
    assertThatThrownBy(() -> ClassicMatcherParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<Arguments> newer() {
    return Stream.of(
        arguments("", List.of()),
        arguments("{}", List.of()),
        arguments("{ }", List.of()),
        arguments("{foo=bar}", List.of("foo¦=¦bar")),
        arguments("{foo=bar,}", List.of("foo¦=¦bar")),
        arguments("{foo!=bar}", List.of("foo¦!=¦bar")),
        arguments("{foo=~[a-z]+}", List.of("foo¦=~¦[a-z]+")),
        arguments("{foo!~[a-z]+}", List.of("foo¦!~¦[a-z]+")),
        arguments("{foo=🙂}", List.of("foo¦=¦🙂")),
        arguments("{foo=🙂bar}", List.of("foo¦=¦🙂bar")),
        arguments("foo=bar,", List.of("foo¦=¦bar")),
        arguments("{\"foo\"=\"bar\",}", List.of("foo¦=¦bar")),
        arguments("{\"foo\"!=\"bar\"}", List.of("foo¦!=¦bar")),
        arguments("{\"foo\"=~\"[a-z]+\"}", List.of("foo¦=~¦[a-z]+")),
        arguments("{\"foo\"=~\"\\\\d+\"}", List.of("foo¦=~¦\\d+")),
        arguments("{\"foo\"=\"\\xf0\\x9f\\x99\\x82\"}", List.of("foo¦=¦🙂")),
        arguments("{\"foo\"=\"\\U0001f642\"}", List.of("foo¦=¦🙂")),
        arguments("{\"foo\"=\"\\u2603\"}", List.of("foo¦=¦☃")),
        arguments("{\"foo\"=\"\\101\"}", List.of("foo¦=¦A")),
        arguments("{\"foo\"=\"bar\\n\"}", List.of("foo¦=¦bar\n")),
        arguments("{\"foo\"=\"bar\\t\"}", List.of("foo¦=¦bar\t")),
        arguments("{\"foo\"=\"\\\"bar\\\"\"}", List.of("foo¦=¦\"bar\"")),
        arguments("{\"foo\"=\"bar\\\\\"}", List.of("foo¦=¦bar\\")),
        arguments("\"foo\"=\"bar\",", List.of("foo¦=¦bar")),
        arguments("{foo=\"bar\",bar!=\"baz\"}", List.of("foo¦=¦bar", "bar¦!=¦baz")),
        arguments("foo=bar,bar!=baz", List.of("foo¦=¦bar", "bar¦!=¦baz")),
        arguments("\n {foo = bar ,\n bar != baz}\t", List.of("foo¦=¦bar", "bar¦!=¦baz")),
        arguments("{name-with-dashes = \"bar\"}", List.of("name-with-dashes¦=¦bar")));
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("newer")
  void the_newer_notation_is_read(String text, List<String> expected) {
    assertThat(parts(Utf8MatcherParser.parse(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",",
        "{,}",
        "{",
        "}",
        "foo=bar}",
        "{foo=bar",
        "{foo=:\"bar\"}",
        "{foo=\"bar\\w\"}",
        "{\"foo\"=~\"\\d+\"}",
        "{foo=bar\\n}",
        "{\"foo\"=\"\\xf0\\x9f\"}",
        "foo",
        "foo=",
        "=bar",
        "foo==bar",
        "foo=bar baz",
        "foo=bar,,",
        "{foo=bar}}",
        "{foo='bar'}",
        "foo!bar",
        "\"hello",
        "hello\\n",
        "foo=\"a\nb\"",
        "foo=\"\\ud800\""
      })
  void the_newer_notation_refuses(String text) {
    assertThatThrownBy(() -> Utf8MatcherParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("character");
  }

  static Stream<Arguments> both() {
    return Stream.of(
        arguments("foo🙂=bar", List.of("foo🙂¦=¦bar")),
        arguments("foo=!bar\\n", List.of("foo¦=¦!bar\n")),
        arguments("foo=\"\\xf0\\x9f\\x99\\x82\"", List.of("foo¦=¦\\xf0\\x9f\\x99\\x82")),
        arguments("{foo🙂=bar,bar=baz🙂}", List.of("foo🙂¦=¦bar", "bar¦=¦baz🙂")),
        arguments("{foo=!bar,bar=$baz\\n}", List.of("foo¦=¦!bar", "bar¦=¦$baz\n")),
        arguments("foo=~\"\\d+\"", List.of("foo¦=~¦\\d+")),
        arguments("foo=\"a\\tb\"", List.of("foo¦=¦a\\tb")),
        arguments("foo-bar=baz", List.of("foo-bar¦=¦baz")),
        arguments("{foo=\"bar\"} ", List.of("foo¦=¦bar")),
        arguments(" {foo=bar}", List.of("foo¦=¦bar")));
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("both")
  void where_both_take_a_text_it_means_what_it_always_meant(String text, List<String> expected) {
    assertThat(parts(Matchers.parse(text).all())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo!bar", "{foo!bar}", "{\"foo\"=~\"\\d+\"}"})
  void what_neither_takes_is_refused(String text) {
    assertThatThrownBy(() -> Matchers.parse(text)).hasMessageContaining("is not a matcher");
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("newer")
  void what_is_printed_is_read_as_the_same(String text, List<String> expected) {
    for (Matcher matcher : Utf8MatcherParser.parse(text)) {
      assertThat(Utf8MatcherParser.parse(matcher.toString())).containsExactly(matcher);
    }
  }
}
