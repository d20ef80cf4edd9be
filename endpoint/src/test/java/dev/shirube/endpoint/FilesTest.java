// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.agent.AgentSettings;
import dev.shirube.catalog.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The small files and texts of an agent, whatever is in them.
class FilesTest {
  private static final String FINGERPRINT = "0f".repeat(32);

  @TempDir private Path folder;

  @Test
  void theStatusIsReadAsItWasWritten() throws IOException {
    List<Message> written =
        List.of(
            Message.of("machine.status", "1,234", "0", "12", "0"),
            Message.of("machine.asof"),
            Message.of("rings.load", "a\tb\nc \u001b[31m"));
    StatusFile.write(folder, written);
    assertThat(StatusFile.read(folder))
        .startsWith(written.get(0), written.get(1))
        .hasSize(3)
        .last()
        .satisfies(last ->
            assertThat(last.arguments().getFirst()).startsWith("a⇥b↵c ").doesNotContain("\u001b"));
  }

  @Test
  void anyBytesMakeNoWorseThanALineMore() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int lines = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at++) {
        if (random.nextInt(8) == 0) {
          bytes[at] = (byte) (random.nextBoolean() ? '\n' : '\t');
        }
      }
      Files.write(folder.resolve(StatusFile.NAME), bytes);
      List<Message> read = StatusFile.read(folder);
      lines += read.size();
      assertThat(read).as("seed %d", seed).allMatch(message -> !message.id().isEmpty());
      Files.write(folder.resolve("join"), bytes);
      try {
        JoinLine line = JoinLine.read(folder.resolve("join"));
        assertThat(Objects.requireNonNull(line).server().getScheme()).isEqualTo("https");
      } catch (EndpointFault wrong) {
        assertThat(wrong.problem().what().id()).isEqualTo("machine.line");
      }
    }
    assertThat(lines).isGreaterThan(1_000);
  }

  @Test
  void whereToJoinIsReadFromAFile() throws IOException {
    Path file = folder.resolve("join");
    assertThat(JoinLine.read(file)).isNull();
    Files.writeString(
        file, "\n# comment here\nhttps://h:7781  SHR1-x." + FINGERPRINT + " \n", UTF_8);
    JoinLine line = Objects.requireNonNull(JoinLine.read(file));
    assertThat(line.server()).hasToString("https://h:7781");
    assertThat(line.join().text()).isEqualTo("SHR1-x." + FINGERPRINT);
    for (String wrong :
        List.of("", "#", "https://h SHR1", "h SHR1-x." + FINGERPRINT, "x".repeat(9_999))) {
      Files.writeString(file, wrong, UTF_8);
      assertThatThrownBy(() -> JoinLine.read(file)).isInstanceOf(EndpointFault.class);
    }
  }

  @Test
  void aProxyIsReadInItsUsualSpelling() {
    assertThat(AgentSettings.Proxy.read("http://proxy.example:3128"))
        .isEqualTo(new AgentSettings.Proxy("proxy.example", 3128, "", ""));
    assertThat(AgentSettings.Proxy.read(" http://u:p%40%3A@proxy.example:3128/"))
        .isEqualTo(new AgentSettings.Proxy("proxy.example", 3128, "u", "p@:"));
    for (String wrong :
        List.of("", "proxy:3128", "https://p:1", "http://p", "http://:1", "http://a b:1")) {
      assertThatThrownBy(() -> AgentSettings.Proxy.read(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
