package io.promansible.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogTest {
  @Test
  void a_message_is_one_line_whatever_a_label_puts_into_it() throws Exception {
    Matcher pattern =
        Pattern.compile("<pattern>(.*)</pattern>")
            .matcher(Files.readString(Path.of("src/main/resources/logback.xml")));
    assertThat(pattern.find()).isTrue();
    LoggerContext context = new LoggerContext();
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.setPattern(pattern.group(1).replace("&amp;", "&"));
    layout.start();
    LoggingEvent event =
        new LoggingEvent(
            "x",
            context.getLogger("Intake"),
            Level.INFO,
            "label\n2026-11-27T10:00:01.000Z ERROR Runner - forged\r\u001b[31m\u0085end",
            null,
            null);
    String line = layout.doLayout(event);
    assertThat(line.strip().lines()).hasSize(1);
    assertThat(line).contains("forged").doesNotContain("\u001b").endsWith("end\n");
  }
}
