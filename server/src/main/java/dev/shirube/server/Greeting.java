// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.certificates.ServerIdentity;
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
    senders(settings.recording());
    quiet(words.say("up.source", data.sourceToken()));
    trust(station);
    page.line(Page.Style.PLAIN, "");
    plain(words.say("up.data", settings.data()));
    quiet(words.say("up.stop"));
    return page;
  }

  /// How to send to the doors that are open, over TLS where there is a choice.
  private void senders(RecordingPlan plan) {
    RecordingPlan.Secured secured = plan.secured();
    if (secured.syslog() > 0) {
      plain("rsyslog:     global(DefaultNetstreamDriverCAFile=\"/etc/rsyslog.d/shirube.pem\")");
      plain("             action(type=\"omfwd\" protocol=\"tcp\" target=\"HOST\"");
      plain("               port=\"" + secured.syslog() + "\" StreamDriver=\"gtls\"");
      plain("               StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\"");
      plain("               StreamDriverPermittedPeers=\"HOST\")");
    } else if (plan.syslog() > 0) {
      plain("rsyslog:     *.* @@HOST:" + plan.syslog());
    }
    if (secured.bulk() > 0 || plan.bulk() > 0) {
      boolean tls = secured.bulk() > 0;
      int port = tls ? secured.bulk() : plan.bulk();
      plain("Winlogbeat:  output.elasticsearch:");
      plain("               hosts: [\"" + (tls ? "https" : "http") + "://HOST:" + port + "\"]");
      plain("               api_key: \"shirube:TOKEN\"");
      if (tls) {
        plain("               ssl.certificate_authorities: [\"certificate.pem\"]");
      }
    }
  }

  /// What whoever sends over TLS has to trust.
  private void trust(Station station) {
    ServerIdentity identity = station.identity();
    if (identity != null) {
      quiet(words.say("up.certificate", identity.file(), identity.until()));
      quiet(words.say("up.fingerprint", identity.fingerprint()));
    }
  }

  private void plain(String text) {
    page.line(Page.Style.PLAIN, "  " + text);
  }

  private void quiet(String text) {
    page.line(Page.Style.QUIET, "  " + text);
  }
}
