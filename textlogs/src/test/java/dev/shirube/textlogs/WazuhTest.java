// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Lines of many products, each recognized by itself and read without loss.
@Tag("data")
class WazuhTest {
  /// What each product's lines are, where all lines of its file are of one kind.
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("sshd", "syslog"),
          Map.entry("sudo", "syslog"),
          Map.entry("named", "syslog"),
          Map.entry("dovecot", "syslog"),
          Map.entry("dropbear", "syslog"),
          Map.entry("systemd", "syslog"),
          Map.entry("macos", "syslog"),
          Map.entry("cisco_asa", "syslog"),
          Map.entry("cisco_ios", "syslog"),
          Map.entry("pix", "syslog"),
          Map.entry("pfsense", "syslog"),
          Map.entry("arbor", "syslog"),
          Map.entry("cimserver", "syslog"),
          Map.entry("openvpn_ldap", "syslog"),
          Map.entry("eset", "syslog"),
          Map.entry("SonicWall", "keyvalue"),
          Map.entry("fireeye", "cef"),
          Map.entry("apache", "weberror"),
          Map.entry("web_appsec", "webaccess"),
          Map.entry("squid_rules", "webaccess"));

  @Test
  void readsEveryLineAsItsKind() throws IOException {
    Map<String, byte[]> files = RealData.unzip("wazuh-cases.zip", "the kind of each raw line");
    Map<String, Integer> kinds = new TreeMap<>();
    int lines = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String name = file.getKey().substring(file.getKey().lastIndexOf('/') + 1);
      String stem = name.substring(0, Math.max(0, name.indexOf('.')));
      for (String line : RealData.text(file.getValue()).lines().toList()) {
        String raw = raw(line);
        if (raw == null) {
          continue;
        }
        lines++;
        String kind = check(raw);
        kinds.merge(kind, 1, Integer::sum);
        String expected = KINDS.get(stem);
        assertThat(kind).as(name + ": " + raw).isEqualTo(expected == null ? kind : expected);
      }
    }
    System.out.println("wazuh-cases: " + lines + " raw lines: " + kinds);
    assertThat(lines).isEqualTo(1_058);
    assertThat(kinds.get("syslog")).isGreaterThanOrEqualTo(590);
  }

  private static String check(String raw) {
    byte[] content = raw.getBytes(StandardCharsets.UTF_8);
    Format format = GoldenTest.best(content);
    List<List<String>> events = Reading.of(format, content).events();
    assertThat(events).hasSize(1);
    CoverageTest.check(format, raw, "a line of wazuh-cases");
    return format instanceof LinesFormat && raw.startsWith("{") ? "json" : format.name();
  }

  /// The raw line of `log 1 pass = …` or `log 1 fail = …`, else null.
  private static @org.jspecify.annotations.Nullable String raw(String line) {
    String plain = line.strip();
    int equals = plain.indexOf('=');
    if (!plain.startsWith("log ") || equals < 0) {
      return null;
    }
    String head = plain.substring(0, equals).strip();
    boolean raw = head.endsWith(" pass") || head.endsWith(" fail");
    return raw ? plain.substring(equals + 1).strip() : null;
  }
}
