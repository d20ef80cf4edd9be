// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static final Setting SETTING = Setting.of(0, ZoneOffset.UTC);

  /// What may come at the bar ¦, as texts.
  private static List<String> at(String marked) {
    int cursor = marked.indexOf('¦');
    String text = marked.replace("¦", "");
    return Completion.at(text, cursor, SETTING).stream().map(Completion.Suggestion::text).toList();
  }

  @Test
  void offersFieldsByAnyPartOfTheirNames() {
    assertThat(at("process.cmd¦")).startsWith("process.cmd_line", "process.cmd_args");
    assertThat(at("cmd_l¦ and x")).contains("process.cmd_line", "job.cmd_line");
    assertThat(at("コマンドラ¦")).contains("process.cmd_line");
    assertThat(at("ｐｒｏｃｅｓｓ．ｃｍｄ¦")).contains("process.cmd_line");
    assertThat(at("(not user.na¦")).contains("user.name");
    assertThat(at("x | count by user.na¦")).startsWith("user.name");
    assertThat(at("nosuchfield¦")).isEmpty();
  }

  @Test
  void offersWhatTheBeginningAllows() {
    assertThat(at("¦")).contains("process.cmd_line", "not", "(", "today", "since");
    assertThat(at("user.name¦")).contains(":", "=", "~", " in ", "?");
    assertThat(at("user.name ¦")).contains("and", "or", "|", ":", "=").doesNotContain("not");
    assertThat(at("user.name:x ¦")).contains("and", "or", "|");
    assertThat(at("user.name:x¦")).doesNotContain("and");
    assertThat(at("x an¦")).contains("and");
    assertThat(at("x |¦")).contains("count", "top", "tree");
    assertThat(at("x | hi¦")).containsExactly("histogram");
    assertThat(at("x | count ¦")).contains("by", "|");
    assertThat(at("x | histogram ¦")).contains("1h");
    assertThat(at("x | join ¦")).containsExactly("process");
    assertThat(at("x | sort time ¦")).contains("desc", "|");
    assertThat(at("class=proc¦")).containsExactly("process_activity");
    assertThat(at("file.is_deleted=¦")).contains("true", "false");
    assertThat(at("last 2 ¦")).contains("hours", "days");
    assertThat(at("since ¦")).contains("today", "yesterday");
    assertThat(at("(a ¦")).contains(")", "and");
    assertThat(at("\"a b¦")).contains("\"");
    assertThat(at("x | 件¦")).containsExactly("件数");
  }

  @Test
  void repeatsNothingAndStaysShort() {
    assertThat(at("e¦")).hasSizeLessThanOrEqualTo(Completion.MOST).doesNotHaveDuplicates();
    assertThat(Completion.at("abc", 99, SETTING)).isEmpty();
    assertThat(Completion.at("us", -1, SETTING)).isNotEmpty();
  }

  @Test
  void tellsWhatIsReplaced() {
    Completion.Suggestion first = Completion.at("x and user.na", 13, SETTING).getFirst();
    assertThat(first.from()).isEqualTo(6);
    assertThat(first.text()).isEqualTo("user.name");
  }
}
