// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the agent's own commands say, without any server.
class ProgramTest {
  private static final Path ROOT = Path.of(System.getProperty("shirube.root", ".."));
  private static final String LINE = "SHR1-abc." + "0f".repeat(32);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Duration> waited = new ArrayList<>();
  private Path state = Path.of("");

  @BeforeEach
  void place() {
    state = folder.resolve("state");
  }

  private int runs(Language language, String proxy, String... args) {
    Content content = new Content(ROOT.resolve("content"));
    Speech speech =
        new Speech(
            content,
            language,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    Ending ending =
        time -> {
          waited.add(time);
          return waited.size() > 3;
        };
    return new Program(new Program.Surroundings(content, null, state, proxy), speech, ending)
        .run(args);
  }

  private String said() {
    return out.toString(UTF_8) + err.toString(UTF_8);
  }

  @Test
  void helpIsInTheLanguageOfTheReader() {
    assertThat(runs(Language.EN, "", "help")).isZero();
    assertThat(said()).contains("enroll URL TOKEN", "/var/lib/shirube-agent");
    out.reset();
    assertThat(runs(Language.JA, "")).isZero();
    assertThat(said()).contains("enroll URL トークン").hasLineCount(14);
    out.reset();
    assertThat(runs(Language.EN, "", "version")).isZero();
    assertThat(said().strip()).isEqualTo("Shirube agent " + Release.VERSION);
  }

  @Test
  void whatIsWrittenWrongIsSaidWithAdvice() {
    for (String[] wrong :
        List.of(
            new String[] {"recrod"},
            new String[] {"enroll", "https://x:1"},
            new String[] {"run", "--folder"},
            new String[] {"run", "--fast"},
            new String[] {"status", "more"},
            new String[] {"enroll", "http://x:1", LINE},
            new String[] {"enroll", "https://x:1", "SHR1-abc"},
            new String[] {"enroll", "--join", folder.resolve("none").toString()},
            new String[] {"status"},
            new String[] {"run"})) {
      err.reset();
      assertThat(runs(Language.EN, "", wrong)).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(err.toString(UTF_8)).as(String.join(" ", wrong)).hasLineCount(2);
    }
    err.reset();
    assertThat(runs(Language.EN, "socks://x", "status")).isEqualTo(2);
    assertThat(said()).contains("SHIRUBE_PROXY", "http://USER:PASSWORD@HOST:PORT");
    assertThat(state).doesNotExist();
  }

  /// A machine that is set up before its network is: it waits, longer and longer, and keeps the
  /// file.
  @Test
  void whatToJoinByIsTriedAgain() throws IOException {
    Path join = folder.resolve("join");
    Files.writeString(join, "# from the server\n\nhttps://127.0.0.1:1 " + LINE + "\n");
    assertThat(runs(Language.EN, "", "run", "--join", join.toString())).isZero();
    assertThat(waited)
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(40));
    assertThat(said()).contains("https://127.0.0.1:1", "The next attempt is in 5 s");
    assertThat(join).exists();
    Files.writeString(join, "https://127.0.0.1:1 x");
    assertThat(runs(Language.EN, "", "run", "--join", join.toString())).isEqualTo(2);
  }
}
