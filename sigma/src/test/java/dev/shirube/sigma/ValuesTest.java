// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.sigma.Matcher.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "F: null ~ G=1 ~ true",
        "F: null ~ F! ~ true",
        "F: null ~ F= ~ false",
        "F: null ~ F=x ~ false",
        "F: '' ~ F= ~ true",
        "F: '' ~ F! ~ false",
        "F: '' ~ G=1 ~ false",
        "F: '*' ~ F= ~ true",
        "F: '*' ~ F! ~ false",
        "F: '*' ~ G=1 ~ false",
        "F: [null, 'x'] ~ G=1 ~ true",
        "F: 5 ~ F=5 ~ true",
        "F: 5 ~ F=5.0 ~ true",
        "F: 5 ~ F=05 ~ true",
        "F: 5 ~ F=0x5 ~ true",
        "F: 5 ~ F=55 ~ false",
        "F: '5' ~ F=5.0 ~ false",
        "F: 0x1410 ~ F=0x1410 ~ true",
        "F: 0x1410 ~ F=5136 ~ true",
        "F: true ~ F=True ~ true",
        "F|contains: 10 ~ F=a10b ~ true",
        "F: [1, 'b*', 3] ~ F=BAD ~ true",
        "F: 'a' ~ F=b|F=A ~ true",
        "F.G: 'a' ~ F.G=a ~ true",
        "f: 'a' ~ F=a ~ false",
        "SourceName: 'a' ~ Source Name=a ~ true",
        "Source Name: 'a' ~ Source Name=a ~ false",
        "F: 'straße' ~ F=STRASSE ~ false",
        "F: 'ＣＭＤ' ~ F=ｃｍｄ ~ true"
      })
  void comparesValues(String item, String words, boolean matches) {
    String detection = "selection:\n    " + item + "\ncondition: selection";
    assertThat(Bench.matches(detection, words.split("\\|", -1))).isEqualTo(matches);
  }

  @Test
  void aNegatedSelectionIsNegatedAsAWhole() {
    String detection = "s: {F: 'x'}\nf: {G: 'a'}\ncondition: s and not f";
    assertThat(Bench.matches(detection, "F=x", "G=b")).isTrue();
    assertThat(Bench.matches(detection, "F=x")).isTrue();
    assertThat(Bench.matches(detection, "F=x", "G=a", "G=b")).isFalse();
  }

  @Test
  void listsOfMapsAreAnOrOfAnds() {
    String detection = "s:\n    - {A: 1, B: 1}\n    - C: 1\ncondition: s";
    assertThat(Bench.matches(detection, "A=1")).isFalse();
    assertThat(Bench.matches(detection, "A=1", "B=1")).isTrue();
    assertThat(Bench.matches(detection, "C=1")).isTrue();
  }

  @Test
  void longListsAreTheSameAsShortOnes() {
    StringBuilder list = new StringBuilder("s:\n    F|contains:\n");
    StringBuilder whole = new StringBuilder("s:\n    F:\n");
    for (int index = 0; index < 200; index++) {
      list.append("        - 'hash").append(index).append("x'\n");
      whole.append("        - 'Name").append(index).append("'\n");
    }
    Detection contains = Bench.detection(list + "condition: s");
    Detection equals = Bench.detection(whole + "condition: s");
    assertThat(contains.match(Bench.event("F=SHA=HASH17X,"))).isEqualTo(Matcher.Outcome.YES);
    assertThat(contains.match(Bench.event("F=hash200x"))).isEqualTo(Matcher.Outcome.NO);
    assertThat(equals.match(Bench.event("F=name199"))).isEqualTo(Matcher.Outcome.YES);
    assertThat(equals.match(Bench.event("F=name1999"))).isEqualTo(Matcher.Outcome.NO);
    assertThat(contains.explain(Bench.event("F=SHA=HASH17X,")))
        .containsExactly(new Evidence("s", "F", "hash17x", "SHA=HASH17X,"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "['event::clear', 'event::drop'] ~ A=run EVENT::DROP now ~ true",
        "['event::clear', 'event::drop'] ~ A=nothing ~ false",
        "['a*c'] ~ A=xxabcxx ~ true",
        "'single' ~ A=a single word ~ true",
        "[1337] ~ A=x1337x ~ true",
        "{'|all': ['one', 'two']} ~ A=one|B=TWO ~ true",
        "{'|all': ['one', 'two']} ~ A=one ~ false",
        "{'|re': 'o.e$'} ~ A=one ~ true",
        "{'|contains|all': ['one', 'two']} ~ A=two one ~ true",
        "['lone', {B: 1}] ~ B=1 ~ true",
        "['lone', {B: 1}] ~ A=alone ~ true"
      })
  void looksForKeywordsEverywhere(String keywords, String words, boolean matches) {
    String detection = "keywords: " + keywords + "\ncondition: keywords";
    assertThat(Bench.matches(detection, words.split("\\|", -1))).isEqualTo(matches);
  }

  @Test
  void keywordsSkipDocumentsWhosePartsAreThereAndReadTheRecord() {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    batch.beginEvent();
    int entry = batch.addText(batch.names().intern("doc"), "{\"key\":\"secret\"}");
    batch.addFlags(entry, EntryFlag.SPLIT);
    byte[] record = "whole record text".getBytes(StandardCharsets.UTF_8);
    batch.setRecord(0, batch.appendBytes(record, 0, record.length), record.length);
    Event event = new Event().on(batch, 0);
    assertThat(Bench.detection("k: ['key']\ncondition: k").match(event))
        .isEqualTo(Matcher.Outcome.NO);
    assertThat(Bench.detection("k: ['RECORD text']\ncondition: k").match(event))
        .isEqualTo(Matcher.Outcome.YES);
    assertThat(Bench.detection("k: {doc|contains: 'secret'}\ncondition: k").match(event))
        .isEqualTo(Matcher.Outcome.YES);
  }

  @Test
  void explainsWhichValuesMatched() {
    Detection detection =
        Bench.detection(
            """
            sel:
                Image|endswith: '\\cmd.exe'
                Line|contains|all: [' /c ', 'calc']
            other: {X: 1}
            filter: {U: 'system'}
            condition: (sel or other) and not filter
            """);
    Event event = Bench.event("Image=C:\\CMD.exe", "Line=cmd /c calc", "U=me");
    assertThat(detection.explain(event))
        .containsExactly(
            new Evidence("sel", "Image", "\\cmd.exe", "C:\\CMD.exe"),
            new Evidence("sel", "Line", " /c ", "cmd /c calc"),
            new Evidence("sel", "Line", "calc", "cmd /c calc"));
    assertThat(detection.explain(Bench.event("U=me"))).isEmpty();
    String longValue = "calc /c " + "x".repeat(5_000);
    assertThat(detection.explain(Bench.event("Image=\\cmd.exe", "Line=" + longValue)))
        .allMatch(reason -> reason.value().length() <= 1_000)
        .hasSize(3);
  }

  @Test
  void findsAFieldByCatalogueOrByTheSourcesName() {
    RuleSet rules =
        Bench.load(
            """
            title: T
            id: p
            logsource: {category: process_creation, product: windows}
            detection:
                s: {CommandLine|contains: 'calc', EventID: 1}
                condition: s
            """);
    Detection detection = rules.detections().getFirst();
    Event mapped =
        Bench.event(
            "process.cmd_line:=calc.exe", "metadata.event_code:=1", "device.os.type:=Windows");
    mapped.batch().setClass(0, EventClass.PROCESS_ACTIVITY, 1);
    Event raw = Bench.event("CommandLine=calc.exe", "EventID=1");
    raw.batch().setClass(0, EventClass.PROCESS_ACTIVITY, 1);
    assertThat(detection.match(mapped)).isEqualTo(Matcher.Outcome.YES);
    assertThat(detection.match(raw)).isEqualTo(Matcher.Outcome.YES);
    raw.batch().setClass(0, EventClass.PROCESS_ACTIVITY, 2);
    assertThat(detection.match(raw)).isEqualTo(Matcher.Outcome.NO);
    assertThat(detection.values(mapped, "CommandLine")).isEqualTo(List.of("calc.exe"));
  }
}
