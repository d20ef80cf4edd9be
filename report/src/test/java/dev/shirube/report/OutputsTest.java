// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Language;
import dev.shirube.detect.Finding;
import dev.shirube.event.Digests;
import dev.shirube.event.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Everything a scan writes, over the same hand-made findings, some of them hostile.
class OutputsTest {
  private final FileSystem files = Jimfs.newFileSystem(Configuration.windows());
  private final Path folder = files.getPath("C:\\temp");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(folder);
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  private FindingLedger ledger(int findings) throws IOException {
    FindingLedger ledger = new FindingLedger(folder, Severity.INFORMATIONAL, true);
    SampleScan.findings(findings).forEach(ledger::accept);
    return ledger;
  }

  private static String html(Language language, FindingLedger ledger) throws IOException {
    StringBuilder out = new StringBuilder();
    HtmlReport.write(SampleScan.words(language), ledger, SampleScan.facts(), out);
    return out.toString();
  }

  private static String text(Page page) {
    StringBuilder text = new StringBuilder();
    for (List<Page.Span> line : page.lines()) {
      StringBuilder one = new StringBuilder();
      line.forEach(span -> one.append(span.text()));
      text.append(one.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String name(String what, Language language) {
    return what + "-" + language.name().toLowerCase(Locale.ROOT) + ".txt";
  }

  private static Page page() {
    return new Page(s -> s.codePoints().map(c -> c >= 0x2e80 ? 2 : 1).sum(), 100);
  }

  @ParameterizedTest
  @EnumSource
  void summaryIsAsReviewed(Language language) throws IOException {
    try (FindingLedger ledger = ledger(40)) {
      Page page = page();
      SummaryText.write(SampleScan.words(language), ledger.tally(), SampleScan.facts(), page);
      Golden.compare(name("summary", language), text(page));
    }
  }

  @ParameterizedTest
  @EnumSource
  void explanationIsAsReviewed(Language language) throws IOException {
    try (FindingLedger ledger = ledger(1)) {
      Page page = page();
      ExplainText text = new ExplainText(SampleScan.words(language), page);
      text.rule(ledger.rule(0));
      ledger.rows(FindingLedger.Order.TIME, text::finding);
      Golden.compare(name("explain", language), text(page));
    }
  }

  @Test
  void timelineIsAsReviewed() throws IOException {
    try (FindingLedger ledger = ledger(8)) {
      StringBuilder out = new StringBuilder();
      CsvTimeline.write(ledger, out, false);
      Golden.compare("timeline.csv", out.toString());
    }
  }

  @Test
  void linesOfJsonAreAsReviewed() throws IOException {
    try (FindingLedger ledger = ledger(8)) {
      StringBuilder out = new StringBuilder();
      ledger.lines(line -> out.append(line).append('\n'));
      Golden.compare("findings.jsonl", out.toString());
      assertThat(out.toString().lines()).hasSize(8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pageIsAsReviewed(Language language) throws IOException {
    try (FindingLedger ledger = ledger(8)) {
      String page = html(language, ledger);
      String body = page.substring(page.indexOf("<body>"));
      Golden.compare(name("report", language), body);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pageHoldsHostileValuesAsDataOnly(Language language) throws IOException {
    try (FindingLedger ledger = ledger(200)) {
      String page = html(language, ledger);
      assertThat(page).contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;");
      assertThat(page).doesNotContain("<img").doesNotContain("\u001b").doesNotContain("\u202e");
      assertThat(page).containsOnlyOnce("<script").containsOnlyOnce("</script>");
      assertThat(page).containsOnlyOnce("<style>").doesNotContain(" style=");
      assertThat(page).doesNotContain("http://").doesNotContain("https://");
      assertThat(count(page, "<details")).isEqualTo(count(page, "</details>")).isGreaterThan(200);
      assertThat(count(page, "<li>") + count(page, "<li ")).isEqualTo(count(page, "</li>"));
    }
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }

  @Test
  void policyAllowsExactlyTheScriptAndTheStyleOfThePage() throws IOException {
    try (FindingLedger ledger = ledger(3)) {
      String page = html(Language.EN, ledger);
      for (String tag : List.of("script", "style")) {
        int from = page.indexOf('>', page.indexOf("<" + tag)) + 1;
        String content = page.substring(from, page.indexOf("</" + tag + ">"));
        byte[] digest = Digests.sha256().digest(content.getBytes(StandardCharsets.UTF_8));
        String hash = "sha256-" + Base64.getEncoder().encodeToString(digest);
        assertThat(page).contains(tag + "-src &#39;" + hash + "&#39;");
      }
      assertThat(page).contains("default-src &#39;none&#39;");
    }
  }

  @Test
  void tenThousandFindingsFitOnePageAndTheRestIsCounted() throws IOException {
    try (FindingLedger ledger = ledger(10_200)) {
      String page = html(Language.EN, ledger);
      assertThat(count(page, "<li><details>")).isEqualTo(HtmlFindings.LIMIT);
      assertThat(page).contains("10,000").contains("200");
      assertThat(page.length()).isLessThan(40_000_000);
    }
  }

  @Test
  void ledgerKeepsOrderAndCountsWhatComesTwiceOrLiesBelow() throws IOException {
    List<Finding> findings = SampleScan.findings(60);
    try (FindingLedger ledger = new FindingLedger(folder, Severity.LOW, true)) {
      findings.forEach(ledger::accept);
      findings.forEach(ledger::accept);
      long below =
          findings.stream().filter(it -> it.rule().severity() == Severity.INFORMATIONAL).count();
      assertThat(ledger.size()).isEqualTo(60 - (int) below);
      assertThat(ledger.tally().below()).isEqualTo(2 * below);
      assertThat(ledger.tally().repeats()).isEqualTo(60 - below);
      List<Long> times = new ArrayList<>();
      ledger.rows(FindingLedger.Order.TIME, row -> times.add(row.firstNanos()));
      assertThat(times).isSorted().hasSize(ledger.size());
      List<Severity> worst = new ArrayList<>();
      ledger.rows(FindingLedger.Order.WORST, row -> worst.add(row.severity()));
      assertThat(worst).isSortedAccordingTo((a, b) -> b.compareTo(a)).hasSize(ledger.size());
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("the ledger's file is gone").isEmpty();
    }
  }

  @Test
  void writesTheFormThatTheNameEndsWith() throws IOException {
    ReportFiles wanted =
        new ReportFiles(
            List.of(folder.resolve("a.JSONL"), folder.resolve("a.csv"), folder.resolve("a.html")),
            true);
    assertThat(wanted.wantsLines()).isTrue();
    try (FindingLedger ledger = ledger(5)) {
      wanted.write(SampleScan.words(Language.JA), ledger, SampleScan.facts());
    }
    assertThat(Files.readString(folder.resolve("a.JSONL"))).startsWith("{\"finding\":\"");
    assertThat(Files.readString(folder.resolve("a.csv"))).startsWith("\ufefftime,last_time,");
    assertThat(Files.readString(folder.resolve("a.html"))).startsWith("<!doctype html>");
    assertThat(ReportFiles.knows(folder.resolve("a.pdf"))).isFalse();
  }

  @Test
  void noFindingIsSaidCalmly() throws IOException {
    try (FindingLedger ledger = ledger(0)) {
      String page = html(Language.JA, ledger);
      assertThat(page).contains("検知はありませんでした").doesNotContain("class=\"filter\"");
    }
  }
}
