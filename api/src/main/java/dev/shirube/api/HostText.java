// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.fleet.Host;
import dev.shirube.fleet.Sighting;
import dev.shirube.intake.AgentLanes;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Entry;
import dev.shirube.wire.Capabilities.Quality;
import dev.shirube.wire.Hello;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Machines as people read of them on a terminal.
final class HostText {
  private static final int MOST_BARE = 200;

  private final Words words;
  private final HostWords said;
  private final Page page;

  HostText(Words words, Page page) {
    this.words = words;
    this.page = page;
    said = new HostWords(words);
  }

  /// A host and what never came of its events.
  record Listed(Host host, AgentLanes.Missing missing) {}

  /// A gap that the recording has.
  ///
  /// @param about the word of a class of events, or of a lane
  record Gap(long time, String count, String about, String reason, boolean told) {}

  /// All hosts: those with an agent, and below them those without.
  void list(List<Listed> hosts, List<Sighting> others) {
    if (hosts.isEmpty()) {
      page.line(Page.Style.PLAIN, words.say("fleet.hosts.none"));
    } else {
      List<List<Page.Span>> rows = new ArrayList<>();
      rows.add(
          heads(
              "fleet.hosts.name",
              "fleet.hosts.state",
              "fleet.hosts.last",
              "fleet.hosts.clock",
              "fleet.hosts.sees",
              "fleet.hosts.missing",
              "fleet.hosts.version"));
      hosts.forEach(host -> rows.add(row(host)));
      page.table(0, rows);
      page.line(Page.Style.QUIET, words.say("fleet.hosts.more"));
    }
    if (!others.isEmpty()) {
      bare(others);
    }
  }

  private List<Page.Span> heads(String... ids) {
    List<Page.Span> heads = new ArrayList<>();
    for (String id : ids) {
      heads.add(Page.Span.of(Page.Style.QUIET, words.say(id)));
    }
    return heads;
  }

  private static Page.Style style(Host host) {
    return host.state() == Host.State.ACTIVE ? Page.Style.GOOD : Page.Style.HIGH;
  }

  private List<Page.Span> row(Listed listed) {
    Host host = listed.host;
    Hello hello = host.said();
    int[] sees = HostJson.counts(hello == null ? null : hello.capabilities());
    String missing =
        Words.count(listed.missing.told()) + " / " + Words.count(listed.missing.untold());
    return List.of(
        Page.Span.plain(host.name()),
        Page.Span.of(style(host), words.say("fleet.state." + host.state().word())),
        Page.Span.plain(words.seconds(host.lastSeen())),
        Page.Span.plain(said.clock(host.clockOffset())),
        Page.Span.plain(
            words.say(
                "fleet.hosts.seen",
                sees[Quality.PROVEN.ordinal()],
                sees[Quality.PARTLY.ordinal()],
                sees[Quality.MISSING.ordinal()])),
        Page.Span.plain(missing),
        Page.Span.plain(host.version()));
  }

  private void bare(List<Sighting> others) {
    page.heading(words.say("fleet.bare.title", others.size()));
    List<List<Page.Span>> rows = new ArrayList<>();
    rows.add(
        heads(
            "fleet.hosts.name",
            "fleet.bare.address",
            "fleet.bare.first",
            "fleet.bare.last",
            "fleet.bare.source"));
    for (Sighting one : others.subList(0, Math.min(MOST_BARE, others.size()))) {
      rows.add(
          List.of(
              Page.Span.plain(one.name()),
              Page.Span.plain(one.address()),
              Page.Span.plain(words.seconds(one.firstSeen())),
              Page.Span.plain(words.seconds(one.lastSeen())),
              Page.Span.plain(one.source())));
    }
    page.table(0, rows);
    if (others.size() > MOST_BARE) {
      page.line(Page.Style.QUIET, words.say("fleet.bare.more", others.size() - MOST_BARE));
    }
    page.paragraph(0, Page.Style.QUIET, words.say("fleet.bare.advice"));
  }

  /// One host.
  ///
  /// @param facts labels and what stands beside them
  void host(Host host, Map<String, String> facts) {
    page.line(
        Page.Span.of(Page.Style.TITLE, host.name() + "  "),
        Page.Span.of(style(host), words.say("fleet.state." + host.state().word())));
    List<List<Page.Span>> rows = new ArrayList<>();
    facts.forEach((id, fact) -> {
      if (!fact.isEmpty()) {
        rows.add(List.of(Page.Span.of(Page.Style.QUIET, words.say(id)), Page.Span.plain(fact)));
      }
    });
    page.table(2, rows);
    Hello hello = host.said();
    Capabilities capabilities = hello == null ? null : hello.capabilities();
    page.heading(words.say("fleet.host.sees"));
    if (capabilities == null || capabilities.entries().isEmpty()) {
      page.line(Page.Style.PLAIN, words.say("fleet.host.untold"));
    } else {
      sees(capabilities);
    }
    if (hello != null && !hello.sensors().isEmpty()) {
      sensors(hello);
    }
  }

  private void sees(Capabilities capabilities) {
    Map<EventClass, List<Entry>> kinds = new LinkedHashMap<>();
    for (Quality quality : Quality.values()) {
      for (Entry entry : capabilities.entries()) {
        if (entry.field() == 0 && entry.quality() == quality) {
          kinds.computeIfAbsent(entry.eventClass(), _ -> new ArrayList<>()).add(entry);
        }
      }
    }
    for (Entry entry : capabilities.entries()) {
      if (entry.field() != 0) {
        kinds.computeIfAbsent(entry.eventClass(), _ -> new ArrayList<>()).add(entry);
      }
    }
    kinds.forEach(this::kind);
  }

  private void kind(EventClass kind, List<Entry> entries) {
    Entry first = entries.getFirst();
    Entry whole = first.field() == 0 ? first : null;
    if (whole == null) {
      page.line(Page.Style.PLAIN, said.about(kind));
    } else {
      page.line(
          Page.Span.of(style(whole.quality()), mark(whole.quality()) + " "),
          Page.Span.plain(said.about(kind) + words.say("fleet.colon")),
          Page.Span.of(style(whole.quality()), said.quality(whole.quality())));
      if (!whole.note().isEmpty()) {
        page.paragraph(4, Page.Style.QUIET, said.note(whole.note()));
      }
    }
    Map<String, List<String>> parts = new LinkedHashMap<>();
    for (Entry entry : entries) {
      boolean same =
          whole != null
              && entry.quality() == whole.quality()
              && (entry.note().equals(whole.note()) || entry.note().isEmpty());
      if (entry.field() != 0 && !same) {
        String note = entry.note().isEmpty() ? "" : " " + said.note(entry.note());
        String how = said.quality(entry.quality()) + words.say("fleet.stop") + note;
        parts.computeIfAbsent(how, _ -> new ArrayList<>()).add(fieldOf(entry));
      }
    }
    parts.forEach((how, fields) ->
        page.paragraph(
            4,
            Page.Style.PLAIN,
            "- " + String.join(words.say("fleet.comma"), fields) + words.say("fleet.colon") + how));
  }

  private String fieldOf(Entry entry) {
    Field field = FieldCatalogue.builtIn().find(entry.field());
    return field == null ? Integer.toString(entry.field()) : said.field(field.path());
  }

  private static Page.Style style(Quality quality) {
    return switch (quality) {
      case PROVEN -> Page.Style.GOOD;
      case PARTLY -> Page.Style.MEDIUM;
      case MISSING -> Page.Style.HIGH;
    };
  }

  private static String mark(Quality quality) {
    return switch (quality) {
      case PROVEN -> "●";
      case PARTLY -> "◐";
      case MISSING -> "○";
    };
  }

  private void sensors(Hello hello) {
    page.heading(words.say("fleet.host.sensors"));
    List<List<Page.Span>> rows = new ArrayList<>();
    rows.add(
        heads(
            "fleet.sensor.name",
            "fleet.sensor.seen",
            "fleet.sensor.lost",
            "fleet.sensor.cut",
            "fleet.sensor.lag"));
    for (Hello.SensorState sensor : hello.sensors()) {
      rows.add(
          List.of(
              Page.Span.plain(sensor.name()),
              Page.Span.plain(Words.count(sensor.seen())),
              Page.Span.plain(Words.count(sensor.lost())),
              Page.Span.plain(Words.count(sensor.cut())),
              Page.Span.plain(words.duration(Duration.ofNanos(sensor.lagNanos())))));
    }
    page.table(2, rows, 1, 2, 3, 4);
  }

  /// What never came.
  void missing(AgentLanes.Missing missing, List<Gap> last) {
    page.heading(words.say("fleet.host.gaps"));
    if (missing.told() == 0 && missing.untold() == 0 && last.isEmpty()) {
      page.line(Page.Style.GOOD, words.say("fleet.host.whole"));
      return;
    }
    page.paragraph(
        2,
        missing.untold() == 0 ? Page.Style.PLAIN : Page.Style.HIGH,
        words.say(
            "fleet.host.missing", Words.count(missing.told()), Words.count(missing.untold())));
    List<List<Page.Span>> rows = new ArrayList<>();
    for (Gap gap : last) {
      rows.add(
          List.of(
              Page.Span.plain(words.seconds(gap.time)),
              Page.Span.plain(words.say("fleet.gap.count", gap.count)),
              Page.Span.plain(about(gap.about)),
              Page.Span.plain(gap.told ? said.reason(gap.reason) : words.say("fleet.gap.untold"))));
    }
    if (!rows.isEmpty()) {
      page.table(2, rows);
    }
  }

  private String about(String word) {
    for (EventClass kind : EventClass.values()) {
      if (kind.word().equals(word)) {
        return said.about(kind);
      }
    }
    return word;
  }
}
