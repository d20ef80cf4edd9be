// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every text a person sees stands in content/messages, in both languages, and is used.
class MessagesTest {
  private final Project project = Project.here();

  /// Rooms whose classes are tools of tests: what they say is read by who builds the house alone.
  private static final List<String> TOOLS = List.of("trial/", "scenes/", "storms/");

  @Test
  void everyTextIsThereInBothLanguages() throws IOException {
    Messages.Loaded loaded = Messages.load(new Content(project.root().resolve("content")));
    assertThat(loaded.problems()).isEmpty();
    Map<String, Text> texts = loaded.messages().all();
    List<JavaSources.JavaFile> main =
        JavaSources.parse(project.texts(".java")).stream()
            .filter(JavaSources.JavaFile::main)
            .filter(file -> TOOLS.stream().noneMatch(file.path()::startsWith))
            .toList();
    MessageRules rules = new MessageRules(texts, main);
    System.out.printf("limits: messages: %d texts, %d files%n", texts.size(), main.size());
    assertThat(rules.missing()).as("ids without a text").isEmpty();
    assertThat(rules.unused(otherContent())).as("texts nobody uses").isEmpty();
    assertThat(rules.differentPlaceholders()).as("facts differ by language").isEmpty();
    assertThat(rules.missingFacts()).as("too few facts").isEmpty();
    assertThat(rules.wrongLanguage()).as("not in its language").isEmpty();
    assertThat(rules.spokenLiterals()).as("texts to people in code").isEmpty();
  }

  private List<String> otherContent() throws IOException {
    return project.texts(".yaml").entrySet().stream()
        .filter(file -> file.getKey().startsWith("content/"))
        .filter(file -> !file.getKey().startsWith("content/messages/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static MessageRules rules(Map<String, Text> texts, String body) throws IOException {
    String code = "class A { void m() { " + body + " } }";
    return new MessageRules(texts, JavaSources.parse(Map.of("a/src/main/java/A.java", code)));
  }

  private static final Map<String, Text> ONE =
      Map.of("a.b", new Text("{0} がありません", "{0} is missing"));

  @Test
  void seesAnIdWithoutText() throws IOException {
    assertThat(rules(ONE, "Message.of(\"a.c\", 1);").missing())
        .singleElement()
        .asString()
        .contains("a.c");
    assertThat(rules(ONE, "fault(3, \"a.c\");").missing()).hasSize(1);
    assertThat(rules(ONE, "fault(3, \"a.b\");").missing()).isEmpty();
  }

  @Test
  void seesATextNobodyUses() throws IOException {
    assertThat(rules(ONE, "").unused(List.of())).containsExactly("a.b");
    assertThat(rules(ONE, "x(\"a.b\");").unused(List.of())).isEmpty();
    assertThat(rules(ONE, "").unused(List.of("note: a.b"))).isEmpty();
  }

  @Test
  void seesFactsThatDiffer() throws IOException {
    Map<String, Text> texts = Map.of("a.b", new Text("{0} と {1}", "{0} alone"));
    assertThat(rules(texts, "").differentPlaceholders()).hasSize(1);
    assertThat(rules(ONE, "Message.of(\"a.b\");").missingFacts()).hasSize(1);
    assertThat(rules(ONE, "Message.of(\"a.b\", 1);").missingFacts()).isEmpty();
  }

  @Test
  void seesTheWrongLanguage() throws IOException {
    Map<String, Text> texts = Map.of("a.b", new Text("a whole English sentence", "日本語です"));
    assertThat(rules(texts, "").wrongLanguage()).containsExactly("a.b: en", "a.b: ja");
  }

  @Test
  void seesASentenceInCode() throws IOException {
    assertThat(rules(ONE, "print(\"Please open the file.\");").spokenLiterals()).hasSize(1);
    assertThat(rules(ONE, "print(\"ファイルを開いてください\");").spokenLiterals()).hasSize(1);
    assertThat(rules(ONE, "throw new X.Exception(\"this is a bug\");").spokenLiterals()).isEmpty();
    assertThat(rules(ONE, "x(\"Microsoft-Windows-Sysmon/Operational\");").spokenLiterals())
        .isEmpty();
  }
}
