// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.intake.EventSink;
import dev.shirube.intake.IntakeReport;
import dev.shirube.sigma.RuleSet;
import dev.shirube.tune.Advice;
import dev.shirube.tune.AuditPolicy;
import dev.shirube.tune.AuditPolicyFile;
import dev.shirube.tune.Diagnosis;
import dev.shirube.tune.Doctor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The doctor on a real host's logs, and on the same logs with one thing left out.
@Tag("data")
class DoctorDataTest {
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");
  private static final Field CHANNEL = FieldCatalogue.require("metadata.log_name");
  private static final String SYSMON = "microsoft-windows-sysmon/operational";
  private static final String POWERSHELL = "microsoft-windows-powershell/operational";

  private final Rig rig = new Rig(Project.here().root().resolve("content"));

  /// What is left out of the logs, and the setting that must be named.
  ///
  /// @param codes event ids; empty for the whole channel
  /// @param value a name whose values alone are left out; empty for the events
  record Omission(String setting, String channel, Set<String> codes, String value) {
    boolean drops(Event event) {
      String channel = String.valueOf(event.text(CHANNEL));
      return channel.equalsIgnoreCase(this.channel)
          && (codes.isEmpty() || codes.contains(String.valueOf(event.text(CODE))));
    }
  }

  private static List<Omission> omissions() {
    return List.of(
        new Omission("process-command-line", "security", Set.of("4688"), "CommandLine"),
        new Omission("process-creation", "security", Set.of("4688"), ""),
        new Omission("powershell-script-block", POWERSHELL, Set.of("4104"), ""),
        new Omission(
            "filtering-connection", "security", Set.of("5152", "5154", "5156", "5157", "5158"), ""),
        new Omission("sysmon", SYSMON, Set.of(), ""),
        new Omission("sysmon-network", SYSMON, Set.of("3"), ""),
        new Omission("sysmon-registry", SYSMON, Set.of("12", "13", "14"), ""),
        new Omission("logon", "security", Set.of("4624", "4625", "4626", "4648", "4675"), ""));
  }

  @Test
  void namesEachOfEightThingsLeftOut() throws IOException {
    String claim = "doctor names 8 planted omissions in a real host's logs";
    Path logs = LabData.require("lsass-01/metasploit_logonpasswords_lsass_memory_dump.zip", claim);
    Path zip = LabData.require("sigma-rules.zip", claim);
    RuleSet rules = rig.rules(Rig.ruleFiles(zip, Rig::isActiveSigmaHq));
    AuditPolicy policy = AuditPolicyFile.load(rig.content()).policy();
    Map<Omission, Doctor> doctors = new LinkedHashMap<>();
    omissions().forEach(omission -> doctors.put(omission, new Doctor(policy)));
    Doctor whole = new Doctor(policy);
    IntakeReport report =
        rig.read(
            List.of(logs),
            batch -> {
              whole.accept(batch);
              doctors.forEach((omission, doctor) -> without(omission, batch, doctor::accept));
            });
    List<String> named = new ArrayList<>();
    Diagnosis all = whole.diagnose(rules);
    assertThat(all.events()).isEqualTo(53_698 + report.events().joined());
    System.out.printf(
        "proven: doctor: %d of %d rules fed by a real host's logs%n",
        all.fed().size(), all.rules());
    doctors.forEach((omission, doctor) -> {
      assertThat(names(all, omission)).as("%s is on", omission.setting()).isFalse();
      Diagnosis without = doctor.diagnose(rules);
      assertThat(without.fed().size()).isLessThanOrEqualTo(all.fed().size());
      if (names(without, omission)) {
        named.add(omission.setting());
      }
    });
    System.out.printf("proven: doctor names %d of 8 omissions%n", named.size());
    assertThat(named).hasSize(omissions().size());
  }

  private static boolean names(Diagnosis diagnosis, Omission omission) {
    for (Advice advice : diagnosis.advice()) {
      boolean other = advice.others().stream().anyMatch(it -> it.id().equals(omission.setting()));
      if (other || advice.setting().id().equals(omission.setting())) {
        return true;
      }
    }
    return false;
  }

  /// Hands on the batch without what is left out.
  private static void without(Omission omission, EventBatch batch, EventSink sink) {
    Event event = new Event();
    for (int index = 0; index < batch.count(); index++) {
      boolean dropped = omission.drops(event.on(batch, index));
      if (!dropped || !omission.value().isEmpty()) {
        EventBatch single = batch.extract(index);
        if (dropped) {
          hide(omission.value(), single);
        }
        sink.accept(single);
      }
    }
  }

  private static void hide(String name, EventBatch single) {
    Event event = new Event().on(single, 0);
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.nameText(entry).equals(name)) {
        single.setName(entry, single.names().intern("hidden"));
        single.setField(entry, 0);
      }
    }
  }
}
