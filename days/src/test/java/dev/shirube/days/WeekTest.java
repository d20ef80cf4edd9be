// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.days.Recorded.Done;
import dev.shirube.days.Recorded.Figures;
import dev.shirube.days.Recorded.Found;
import dev.shirube.days.Recorded.Lost;
import dev.shirube.days.Recorded.Steady;
import dev.shirube.trial.Tenants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The plan of the days, what is read of scripts and answers, and the arithmetic. That the days can
/// be done and recorded is shown by `bench days` alone.
class WeekTest {
  private static final Lost NOTHING = new Lost(0, 0, 0, 0);

  @Test
  void everyWorkHasItsScriptAndItsDay() throws IOException {
    Set<Work> done = EnumSet.noneOf(Work.class);
    for (Day day : Day.values()) {
      assertThat(day.chores()).as(day.word()).isNotEmpty();
      assertThat(day.chores().stream().map(Chore::work)).doesNotHaveDuplicates();
      day.chores().forEach(chore -> done.add(chore.work()));
    }
    assertThat(done).containsExactlyInAnyOrder(Work.values());
    List<String> scripts = new ArrayList<>(List.of("setting.sh", "prepare.sh"));
    for (Work work : Work.values()) {
      scripts.add(work.script());
    }
    for (String script : scripts) {
      try (InputStream in = Work.class.getResourceAsStream(script)) {
        assertThat(in).as(script).isNotNull();
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).as(script).startsWith("# SPDX-License-Identifier: Apache-2.0\n# ");
        assertThat(text.contains("echo \"done "))
            .as(script)
            .isEqualTo(!script.equals("setting.sh"));
      }
    }
  }

  @Test
  void aDayHasAtLeastWhatIsDone() {
    assertThatThrownBy(() -> new Chore(Work.GIT, 3, 2)).hasMessageContaining("3 of 2");
    assertThatThrownBy(() -> new Chore(Work.GIT, 0, 2)).hasMessageContaining("0 of 2");
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThat(Work.JAVAC.missing()).isEmpty();
    for (Work work : Work.values()) {
      assertThat(work.missing()).doesNotContain("sh", "").doesNotHaveDuplicates();
    }
  }

  @Test
  void aScriptSaysHowOftenItDidWhatItIsFor() {
    assertThat(Workstation.ended(0, "first\ndone 12\n").times()).isEqualTo(12);
    assertThat(Workstation.ended(1, "done 12\n").times()).isZero();
    assertThat(Workstation.ended(75, "no packages\n"))
        .isEqualTo(new Workstation.Ended(0, "no packages"));
    assertThat(Workstation.ended(2, "")).isEqualTo(new Workstation.Ended(0, "2"));
  }

  @Test
  void rowsOfAnAnswerAreRead() {
    String answer =
        """
        {"row":{"class":"file_activity","count":967}}
        {"row":{"class":"a \\"b\\" c","count":1}}
        {"answer":{"shown":2,"scanned":1458,"undecided":0,"left_out":0,"missing":[]}}
        """;
    assertThat(Recorder.rowsOf(answer))
        .containsExactly(
            Map.of("class", "file_activity", "count", "967"),
            Map.of("class", "a \"b\" c", "count", "1"));
  }

  @Test
  void whatIsNoAnswerHasNoRows() {
    Random random = new Random(20261130);
    String seed = "{\"row\":{\"class\":\"file_activity\",\"count\":967}}\n";
    int rows = 0;
    for (int round = 0; round < 2_000; round++) {
      char[] text = seed.toCharArray();
      text[random.nextInt(text.length)] = (char) random.nextInt(0x20, 0x7F);
      rows += Recorder.rowsOf(new String(text)).size();
      assertThat(Recorder.sent(new String(text) + "pid=1, bytes_sent:", 1)).isZero();
    }
    assertThat(rows).isBetween(1, 2_000);
  }

  @Test
  void bytesOfAProcessAreThoseOfItsConnections() {
    String said =
        """
        ESTAB 0 0 127.0.0.1:52684 127.0.0.1:27781 users:(("java",pid=29166,fd=15))
        \t bbr wscale:10,10 bytes_sent:922877 bytes_acked:922878 bytes_received:11004
        ESTAB 0 0 127.0.0.1:52686 127.0.0.1:27781 users:(("java",pid=2916,fd=15))
        \t cubic bytes_sent:5
        ESTAB 0 0 127.0.0.1:52688 127.0.0.1:27781 users:(("java",pid=29166,fd=16))
        \t bbr bytes_sent:23
        """;
    assertThat(Recorder.sent(said, 29166)).isEqualTo(922_900);
    assertThat(Recorder.sent(said, 291)).isZero();
  }

  @Test
  void whatIsLostIsAddedUp() {
    String status =
        """
        machine.status\t20,651\t20,642\t1,057\t3
        machine.sensor\tkernel\t4,151\t1,000
        machine.sensor\tfiles\t16,472\t2
        """;
    Lost lost = Recorder.lost(status, 7, 1);
    assertThat(lost).isEqualTo(new Lost(1_002, 3, 7, 1));
    assertThat(lost.plus(new Lost(1, 1, 1, 1)).sum()).isEqualTo(1_017);
  }

  private static Recorded monday() {
    Chore git = new Chore(Work.GIT, 10, 40);
    Chore backup = new Chore(Work.BACKUP, 1, 1);
    Chore office = new Chore(Work.OFFICE, 3, 30);
    return new Recorded(
        Day.MONDAY,
        List.of(
            new Done(git, 20, 10, 2_010, "done 20"),
            new Done(backup, 1, 20, 520, "done 1"),
            new Done(office, 0, 1, 9, "it | failed")),
        Map.of(Work.BROWSE, List.of("chromium")),
        Map.of("file_activity", 2_000L, "process_activity", 700L),
        List.of(
            new Found("id-1", "A rule | of ours", "low", "git", 3, "git gc"),
            new Found("id-1", "A rule | of ours", "low", "", 1, "git gc"),
            new Found("id-2", "Another", "high", "backup", 1, "tar")),
        new Figures(100, 81_000, 27_000, 5_000_000_000L, 2_700, NOTHING));
  }

  @Test
  void aWholeDayIsAddedUp() {
    Steady steady = new Steady(60, 60, 600_000_000);
    assertThat(steady.aDay()).isEqualTo(86_400);
    // 2,000 for 20 commits, of which a day has 40; 500 once; beside them 161 events in 69 s.
    assertThat(monday().wholeDay(steady)).isEqualTo(86_400 + 4_000 + 500 + 92, within(0.001));
    assertThat(monday().wholeWire(steady)).isEqualTo(30.0 * 90_992, within(0.001));
    assertThat(monday().wholeKept(steady)).isEqualTo(10.0 * 90_992, within(0.001));
    assertThat(monday().events()).isEqualTo(2_700);
    assertThat(monday().findings()).isEqualTo(5);
  }

  @Test
  void theTablesTellAllOfIt() throws IOException {
    Messages messages = Messages.load(new Content(Tenants.root().resolve("content"))).messages();
    for (Language language : List.of(Language.EN, Language.JA)) {
      Heard heard = new Heard(messages, language);
      new WeekTables(heard, List.of(monday()), new Steady(60, 60, 600_000_000)).tell(false);
      assertThat(heard.tables).isEqualTo(5);
      assertThat(heard.said)
          .anyMatch(line -> line.contains("90,992"))
          .anyMatch(line -> line.contains("20 × 2.0"))
          .anyMatch(line -> line.contains("chromium"))
          .anyMatch(line -> line.contains("it | failed"))
          .anyMatch(line -> line.startsWith("high, Another, id-2, backup 1, 1, 1"))
          .anyMatch(line -> line.startsWith("low, A rule | of ours, id-1, – 1, git 3, 4, 4"))
          .noneMatch(line -> line.contains("days.head.") || line.contains("days.work."));
    }
  }

  /// Keeps what is told, a line for each row.
  private static final class Heard implements Telling {
    private final Messages messages;
    private final Language language;
    private final List<String> said = new ArrayList<>();
    private int tables;

    private Heard(Messages messages, Language language) {
      this.messages = messages;
      this.language = language;
    }

    @Override
    public void say(String id, Object... facts) {
      said.add(words(Message.of(id, facts)));
    }

    @Override
    public String words(Message message) {
      return messages.render(message, language);
    }

    @Override
    public void paragraph(String id, Object... facts) {
      say(id, facts);
    }

    @Override
    public void table(List<Message> heads, List<List<Message>> rows) {
      tables++;
      for (List<Message> row : rows) {
        assertThat(row).hasSameSizeAs(heads);
        said.add(String.join(", ", row.stream().map(this::words).toList()));
      }
    }
  }
}
