// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.ArrayList;
import java.util.List;

/// The one list of places that may break a house rule, each with its reason. A reason that no
/// longer has a breach is a breach itself.
final class HouseExceptions {
  private static final List<Allowed> ALL =
      List.of(
          new Allowed(
              "own-imports",
              "agent/src/main/java/dev/shirube/agent/Agent.java",
              "puts sensors, recorder, spool and uplink together, which is all it does"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/HuntRoutes.java",
              "a route knows who asks, what may be asked, and what answers"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/HostRoutes.java",
              "a route knows who asks, what may be asked, and what answers"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/HostText.java",
              "says how a host is, of which several rooms know a part each"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/KeepRoutes.java",
              "a route knows who asks, what may be asked, and what answers"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/StatusRoutes.java",
              "tells how every part of the recording stands"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/Reception.java",
              "stands between HTTP and who may do what"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/BacktestAnswer.java",
              "says what rules found, which takes findings, rules and words"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/BacktestRoutes.java",
              "a route knows who asks, what may be asked, and what answers"),
          new Allowed(
              "own-imports",
              "api/src/main/java/dev/shirube/api/RecordingView.java",
              "all that the API sees of the rooms before it"),
          new Allowed(
              "own-imports",
              "hunt/src/main/java/dev/shirube/hunt/Backtest.java",
              "joins the recording and the rules, which is all it does"),
          new Allowed(
              "own-imports",
              "installation/src/main/java/dev/shirube/installation/StationView.java",
              "all that the API sees of the rooms before it"),
          new Allowed(
              "own-imports",
              "intake/src/main/java/dev/shirube/intake/FileIntake.java",
              "takes files through every room that reads them"),
          new Allowed(
              "own-imports",
              "proc/src/main/java/dev/shirube/proc/FallbackSensor.java",
              "a sensor speaks the sensors' words and the kernel's"),
          new Allowed(
              "own-imports",
              "proc/src/main/java/dev/shirube/proc/LogonSensor.java",
              "a sensor speaks the sensors' words and the kernel's"),
          new Allowed(
              "own-imports",
              "watch/src/main/java/dev/shirube/watch/DeviceSensor.java",
              "a sensor speaks the sensors' words and the kernel's"),
          new Allowed(
              "own-imports",
              "watch/src/main/java/dev/shirube/watch/FileEvents.java",
              "turns the kernel's words into those of events"),
          new Allowed(
              "own-imports",
              "watch/src/main/java/dev/shirube/watch/FilesSensor.java",
              "a sensor speaks the sensors' words and the kernel's"),
          new Allowed(
              "own-imports",
              "watch/src/main/java/dev/shirube/watch/MeaningfulFiles.java",
              "a sensor speaks the sensors' words and the kernel's"),
          new Allowed(
              "own-imports",
              "server/src/main/java/dev/shirube/server/BacktestCommand.java",
              "holds rules against the recording, which takes both ends of the house"),
          new Allowed(
              "own-imports",
              "server/src/main/java/dev/shirube/server/MachineCommands.java",
              "begins and ends the agent of this machine, and says on the console what it says"),
          new Allowed(
              "test-own-imports",
              "api/src/test/java/dev/shirube/api/Desk.java",
              "puts the API together with all that it asks"),
          new Allowed(
              "test-own-imports",
              "oracle/src/test/java/dev/shirube/oracle/BacktestDataTest.java",
              "holds three ways through the house against each other"),
          new Allowed(
              "test-own-imports",
              "oracle/src/test/java/dev/shirube/oracle/GoldenFolder.java",
              "writes something into every place of a data folder"),
          new Allowed(
              "own-imports",
              "lab/src/main/java/dev/shirube/lab/Ingest.java",
              "measures the way of an event through the rooms that keep it"),
          new Allowed(
              "own-imports",
              "lab/src/main/java/dev/shirube/lab/CorrelationBench.java",
              "goes the way of an event from the rule to its state"),
          new Allowed(
              "own-imports",
              "lab/src/main/java/dev/shirube/lab/Lateness.java",
              "measures the way of an event from a door to what is found"),
          new Allowed(
              "own-imports",
              "lab/src/main/java/dev/shirube/lab/SearchBench.java",
              "asks the recording and its rival the same"),
          new Allowed(
              "own-imports",
              "segments/src/main/java/dev/shirube/segments/RowReader.java",
              "puts every kind of part of a row together again"),
          new Allowed(
              "own-imports",
              "installation/src/main/java/dev/shirube/installation/Wiring.java",
              "the one file that knows every room"),
          new Allowed(
              "own-imports",
              "installation/src/main/java/dev/shirube/installation/Station.java",
              "opens everything that one process runs, as Wiring puts rooms together"),
          new Allowed(
              "own-imports",
              "installation/src/main/java/dev/shirube/installation/Recorder.java",
              "joins the journal, detection and the recording, which is all it does"),
          new Allowed(
              "own-imports",
              "installation/src/main/java/dev/shirube/installation/LiveDoors.java",
              "opens every door there is, each with its settings and status"),
          new Allowed(
              "own-imports",
              "machines/src/main/java/dev/shirube/machines/Sensing.java",
              "makes every sensor there is, each with what it shares with the others"),
          new Allowed(
              "own-imports",
              "lab/src/main/java/dev/shirube/lab/Rig.java",
              "puts the rooms together for tests and benchmarks, as Wiring does for the product"),
          new Allowed(
              "own-imports",
              "trial/src/main/java/dev/shirube/trial/Lives.java",
              "puts the product together without its doors, for trials"),
          new Allowed(
              "own-imports",
              "trial/src/main/java/dev/shirube/trial/Tenants.java",
              "makes tenants with all that they need before the product starts"),
          new Allowed(
              "own-imports",
              "server/src/main/java/dev/shirube/server/Regression.java",
              "holds rule folders against event logs, which takes both ends of the house"));

  private HouseExceptions() {}

  /// One exception.
  ///
  /// @param rule the rule's name
  /// @param file path from the project's root
  /// @param reason why it may
  record Allowed(String rule, String file, String reason) {
    boolean covers(HouseRules.Measure.Breach breach) {
      return breach.rule().equals(rule)
          && (breach.where().equals(file) || breach.where().startsWith(file + ":"));
    }
  }

  static List<Allowed> all() {
    return ALL;
  }

  /// The exceptions that cover nothing any more.
  static List<Allowed> idle(List<Allowed> exceptions, List<HouseRules.Measure.Breach> breaches) {
    return exceptions.stream()
        .filter(exception -> breaches.stream().noneMatch(exception::covers))
        .toList();
  }

  /// The breaches that no exception covers.
  static List<HouseRules.Measure.Breach> left(
      List<Allowed> exceptions, List<HouseRules.Measure.Breach> breaches) {
    List<HouseRules.Measure.Breach> left = new ArrayList<>();
    for (HouseRules.Measure.Breach breach : breaches) {
      if (exceptions.stream().noneMatch(exception -> exception.covers(breach))) {
        left.add(breach);
      }
    }
    return left;
  }
}
