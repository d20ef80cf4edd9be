// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What can be known of the scripts for cmd without a Windows to run them on: cmd reads them byte
/// by byte, loses its way when line ends are Unix's, and fails late on a label that is not there.
class CollectScriptTest {
  private static final List<String> JUMPS = List.of("goto :", "call :");

  private final Path folder = Project.here().root().resolve("content/windows");

  private String script() throws IOException {
    return Files.readString(folder.resolve("collect.cmd"), UTF_8);
  }

  private List<String> lines() throws IOException {
    return script().lines().filter(line -> !line.startsWith("rem ")).toList();
  }

  @Test
  void everyLineEndsAsCmdNeedsIt() throws IOException {
    String script = script();
    assertThat(script).isNotEmpty().isASCII().endsWith("\r\n");
    assertThat(script.replace("\r\n", "")).doesNotContain("\n", "\r", "\t");
    assertThat(lines()).hasSizeGreaterThan(100).allMatch(line -> line.length() < 2_000);
  }

  @Test
  void everyLabelIsThereAndUsed() throws IOException {
    Set<String> labels = new TreeSet<>();
    Set<String> used = new TreeSet<>();
    for (String line : lines()) {
      if (line.startsWith(":")) {
        assertThat(labels.add(word(line, 1))).as(line).isTrue();
      }
      for (String jump : JUMPS) {
        for (int at = line.indexOf(jump); at >= 0; at = line.indexOf(jump, at + 1)) {
          used.add(word(line, at + jump.length()));
        }
      }
    }
    assertThat(used).isEqualTo(labels).hasSizeGreaterThan(10);
  }

  /// cmd knows no escaped quotation mark: behind an odd number of them, redirections and && are
  /// taken for text.
  @Test
  void everyQuotationMarkHasItsPartner() throws IOException {
    List<String> all = new ArrayList<>(lines());
    all.addAll(launcher());
    assertThat(all)
        .hasSizeGreaterThan(200)
        .allMatch(
            line -> line.startsWith("rem ") || line.chars().filter(c -> c == '"').count() % 2 == 0);
  }

  private static List<String> launcher() throws IOException {
    return Files.readAllLines(Project.here().root().resolve("shirube.cmd"), UTF_8);
  }

  /// cmd looks for a label from where it stands to the end, reading by the code page of the moment.
  @Test
  void theLauncherHasJapaneseOnlyBehindWhatIsReachedWithoutItsCodePage() throws IOException {
    assertThat(Files.readString(Project.here().root().resolve("shirube.cmd"), UTF_8))
        .endsWith("\r\n");
    List<String> labels = new ArrayList<>();
    for (String line : launcher()) {
      if (line.startsWith(":")) {
        labels.add(line.substring(1));
      }
      if (!line.chars().allMatch(c -> c < 128)) {
        assertThat(labels.getLast()).endsWith("_ja");
      }
    }
    assertThat(labels).contains("try", "japanese", "restore").last().asString().endsWith("_ja");
  }

  @Test
  void bothLanguagesSayTheSame() throws IOException {
    Set<String> english = new TreeSet<>();
    Set<String> shown = new TreeSet<>();
    for (String line : lines()) {
      if (line.startsWith("set \"M_")) {
        english.add(word(line, "set \"".length()));
      } else if (line.contains("M_")) {
        shown.add(word(line, line.indexOf("M_")));
      }
    }
    Set<String> japanese = new TreeSet<>();
    for (String line : Files.readAllLines(folder.resolve("collect.ja.txt"), UTF_8)) {
      if (!line.startsWith("#")) {
        japanese.add(line.substring(0, line.indexOf('=')));
        assertThat(line).doesNotContain("%", "&", "<", ">", "|", "!", "(", ")", "^");
      }
    }
    assertThat(japanese).isEqualTo(english).hasSizeGreaterThan(10);
    assertThat(english).containsAll(shown);
  }

  @Test
  void everyPathOutOfItTellsItsExitCode() throws IOException {
    List<String> codes = new ArrayList<>();
    for (String line : lines()) {
      if (line.strip().startsWith("exit")) {
        codes.add(line.strip());
      }
    }
    assertThat(codes)
        .contains("exit /b 0", "exit /b 1", "exit /b 2", "exit /b 3")
        .allMatch(code -> code.startsWith("exit /b "));
  }

  private static String word(String line, int from) {
    int end = from;
    while (end < line.length()
        && (Character.isLetterOrDigit(line.charAt(end)) || line.charAt(end) == '_')) {
      end++;
    }
    return line.substring(from, end);
  }
}
