// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problems;
import dev.shirube.detect.Workers;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.hunt.Hunter;
import dev.shirube.intake.AgentLanes;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.query.Setting;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What the API can see of the recording at work.
public interface RecordingView {
  /// Version of this release.
  String version();

  /// When it was started.
  Instant started();

  /// How many rules are run on every event.
  int rules();

  /// The rules that are run on every event.
  RuleSet active();

  /// Reads rules. Those that cannot be run are among the problems of the set.
  RuleSet read(List<RuleFile> files) throws IOException;

  /// Threads that run rules on events of the past, with empty memory. Must be closed.
  ///
  /// @param problems told what the limits of detection cost
  Workers workers(RuleSet rules, Problems problems);

  /// Where files can lie that are needed for a moment.
  Path temporary();

  /// Events a second in the last minute, of all tenants.
  double rate();

  /// What keeps it from recording now; empty while nothing does.
  List<Message> faults();

  /// How the doors stand.
  List<DoorStatus> doors();

  /// How many bytes are free where the recording lies.
  long freeBytes();

  /// What came for a tenant since the start.
  List<Source> sources(TenantId tenant);

  /// The recording itself.
  EventStore store();

  /// Answers questions of one tenant.
  Hunter hunter(TenantId tenant);

  /// Lists of texts that questions of a tenant may name.
  Setting.Lists lists(TenantId tenant);

  /// Takes the files at or below some paths of this machine into the recording of a tenant.
  ///
  /// @param progress hears how far it is, and can stop it
  Taken take(TenantId tenant, List<Path> paths, IntakeProgress progress) throws IOException;

  /// The port of the door of agents; 0 if it is not open.
  int agentPort();

  /// What never came of an agent's events.
  AgentLanes.Missing missing(TenantId tenant, String agent);

  /// What came of taking files in.
  ///
  /// @param fresh how many events the recording did not have
  /// @param findings how many findings there are in what was read
  /// @param report what was read, and what was not
  record Taken(long fresh, long findings, IntakeReport report) {
    /// Writes it for people.
    public void write(Page page, Words words) {
      String records = Words.count(report.total().records());
      String findingsText = Words.count(findings);
      page.line(
          Page.Style.PLAIN,
          words.say("recorder.imported", records, Words.count(fresh), findingsText));
      new ReadingText(words, report, page).write();
    }
  }

  /// What came from one source.
  ///
  /// @param kind what its records were read as
  /// @param last when the last of them was received (RFC 3339); empty if none was
  record Source(String name, String kind, long events, String last) {}
}
