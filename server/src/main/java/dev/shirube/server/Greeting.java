// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.gateway.DoorStatus;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.RecordingPlan;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Station;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What `up` says first: where the page is, where logs come in, how to send them, and what lies
/// where.
final class Greeting {
  private static final int INDENT = 2;

  private final Settings settings;
  private final Words words;
  private final Page page;
  private final int rules;

  Greeting(Session session, RuleSet rules) throws IOException {
    this.settings = session.settings();
    this.words = session.words();
    this.page = session.console().page();
    this.rules = rules.rules().size();
  }

  Page of(Station station) {
    DataFolder data = new DataFolder(settings.data());
    page.line(Page.Style.TITLE, words.say("up.hello", Words.count(rules)));
    plain(words.say("up.page", station.page()));
    quiet(words.say("up.token", data.administratorToken()));
    plain(words.say("up.inbox", settings.inbox()));
    page.heading(words.say("up.doors"));
    List<List<Page.Span>> rows = new ArrayList<>();
    for (DoorStatus door : station.doors()) {
      String name = words.say("page.door." + door.door());
      rows.add(List.of(Page.Span.plain(name), Page.Span.plain(door.listening())));
    }
    page.table(INDENT, rows);
    page.heading(words.say("up.point"));
    RecordingPlan plan = settings.recording();
    plain("rsyslog:     *.* @@HOST:" + plan.syslog());
    plain("Winlogbeat:  output.elasticsearch:");
    plain("               hosts: [\"http://HOST:" + plan.bulk() + "\"]");
    plain("               api_key: \"shirube:TOKEN\"");
    quiet(words.say("up.source", data.sourceToken()));
    page.line(Page.Style.PLAIN, "");
    plain(words.say("up.data", settings.data()));
    quiet(words.say("up.stop"));
    return page;
  }

  private void plain(String text) {
    page.line(Page.Style.PLAIN, "  " + text);
  }

  private void quiet(String text) {
    page.line(Page.Style.QUIET, "  " + text);
  }
}
