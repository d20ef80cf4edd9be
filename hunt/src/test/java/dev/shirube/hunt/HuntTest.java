// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EventClass;
import dev.shirube.event.TimeFlag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HuntTest {
  private static final String HOST = "device.hostname";
  private static final String LOG = "metadata.log_name";
  private static final String CODE = "metadata.event_code";

  private static HandMade logged(HandMade made, long seconds, String code) {
    return made.event(
        EventClass.PROCESS_ACTIVITY, 1, seconds, HOST, "PC-A", LOG, "Security", CODE, code);
  }

  @Test
  void countsSortsOfEventsMostFrequentFirst() {
    HandMade made = new HandMade();
    logged(logged(logged(made, 1, "4688"), 2, "4689"), 3, "4688");
    made.event(EventClass.DNS_ACTIVITY, 1, 4);
    EventMetrics metrics = new EventMetrics();
    metrics.accept(made.batch);
    assertThat(metrics.events()).isEqualTo(4);
    assertThat(metrics.sorts())
        .extracting(EventMetrics.SortCount::count)
        .containsExactly(2L, 1L, 1L);
    assertThat(metrics.sorts().getFirst().sort())
        .isEqualTo(new EventMetrics.Sort("windows.security", "Security", "4688"));
    assertThat(metrics.sorts()).extracting(it -> it.sort().code()).contains("dns_activity");
  }

  @Test
  void findsSilenceClocksThatGoBackAndMissingRecords() {
    HandMade made = new HandMade();
    logged(made, 1_000, "1").position(10);
    logged(made, 1_060, "1").position(11);
    logged(made, 9_000, "1").position(12);
    logged(made, 5_000, "1").position(13);
    logged(made, 5_001, "1").position(20);
    logged(made, 5_002, "1").position(21).flags(TimeFlag.CLOCKS_DIFFER);
    EventMetrics metrics = new EventMetrics();
    metrics.accept(made.batch);
    EventMetrics.LogSpanReport log = metrics.logs().getFirst();
    long second = HandMade.SECOND;
    assertThat(log.log()).isEqualTo(new EventMetrics.Log("PC-A", "windows.security", "Security"));
    assertThat(log.firstNanos()).isEqualTo(1_000 * second);
    assertThat(log.lastNanos()).isEqualTo(9_000 * second);
    assertThat(log.silence()).isEqualTo(new EventMetrics.Step(1_060 * second, 9_000 * second));
    assertThat(log.back()).isEqualTo(new EventMetrics.Step(9_000 * second, 5_000 * second));
    assertThat(log.backs()).isEqualTo(1);
    assertThat(log.missing()).isEqualTo(6);
    assertThat(log.missingRanges()).isEqualTo(1);
    assertThat(log.flagged()).isEqualTo(1);
  }

  private static HandMade logon(HandMade made, long seconds, String user, String status) {
    return made.event(
        EventClass.AUTHENTICATION,
        1,
        seconds,
        HOST,
        "DC",
        "user.name",
        user,
        "user.domain",
        "EX",
        "src_endpoint.ip",
        "10.0.0.5",
        "logon_type",
        "3",
        "status",
        status);
  }

  @Test
  void countsSignInsMostFailuresFirst() {
    HandMade made = new HandMade();
    logon(logon(logon(made, 5, "ann", "Success"), 6, "bob", "Failure"), 7, "bob", "Failure");
    logon(made, 8, "bob", "Success");
    made.event(EventClass.AUTHENTICATION, 2, 9, "user.name", "ann");
    made.event(EventClass.AUTHENTICATION, 1, 10, "user.name", "ann");
    logged(made, 11, "4688");
    Logons logons = new Logons();
    logons.accept(made.batch);
    assertThat(logons.rows()).hasSize(2);
    Logons.Row first = logons.rows().getFirst();
    assertThat(first.key()).isEqualTo(new Logons.Key("EX\\bob", "10.0.0.5", "3", "DC"));
    assertThat(first.failed()).isEqualTo(2);
    assertThat(first.succeeded()).isEqualTo(1);
    assertThat(first.firstNanos()).isEqualTo(6 * HandMade.SECOND);
    assertThat(logons.unknown()).isEqualTo(1);
    assertThat(logons.logoffs()).isEqualTo(1);
  }

  @Test
  void findsATextInAnyValueOrInOneField() {
    HandMade made = new HandMade();
    made.event(EventClass.PROCESS_ACTIVITY, 1, 1, "process.cmd_line", "C:\\Mimikatz.exe");
    made.event(EventClass.PROCESS_ACTIVITY, 1, 2, "user.name", "mimikatz");
    made.event(EventClass.PROCESS_ACTIVITY, 1, 3, "user.name", "ann");
    assertThat(found(made, "MIMIKATZ", null)).containsExactly("1:cmd_line", "2:name");
    assertThat(found(made, "mimikatz", "process.cmd_line")).containsExactly("1:cmd_line");
    assertThat(found(made, "mimikatz", "name")).containsExactly("2:name");
    assertThat(found(made, "mimikatz", "nothing")).isEmpty();
  }

  private static List<String> found(HandMade made, String text, @Nullable String field) {
    List<String> hits = new ArrayList<>();
    EventSearch search =
        new EventSearch(
            text,
            field,
            (event, entry) -> hits.add(event.position() + ":" + event.nameText(entry)));
    search.accept(made.batch);
    assertThat(search.found()).isEqualTo(hits.size());
    return hits;
  }
}
