// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Severity;
import dev.shirube.sigma.Matcher.Evidence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A {@link FindingRow} as bytes, for the ledger's own file, which lives as long as one scan.
final class FindingRowBytes {
  private static final Severity[] SEVERITIES = Severity.values();

  private FindingRowBytes() {}

  static byte[] write(FindingRow row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, row.id());
      out.writeInt(row.rule());
      out.writeByte(row.severity().ordinal());
      out.writeLong(row.firstNanos());
      out.writeLong(row.lastNanos());
      text(out, row.host());
      text(out, row.user());
      origin(out, row.origin());
      out.writeLong(row.eventCount());
      out.writeBoolean(row.unevaluated());
      out.writeInt(row.facts().size());
      for (FindingRow.Fact fact : row.facts()) {
        text(out, fact.path());
        text(out, fact.text());
      }
      out.writeInt(row.evidence().size());
      for (Evidence evidence : row.evidence()) {
        text(out, evidence.selection());
        text(out, evidence.field());
        text(out, evidence.pattern());
        text(out, evidence.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static FindingRow read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new FindingRow(
          text(in),
          in.readInt(),
          SEVERITIES[in.readByte()],
          in.readLong(),
          in.readLong(),
          text(in),
          text(in),
          origin(in),
          in.readLong(),
          in.readBoolean(),
          facts(in),
          evidence(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void origin(DataOutputStream out, FindingRow.Origin origin) throws IOException {
    text(out, origin.source());
    text(out, origin.log());
    text(out, origin.code());
    text(out, origin.input());
    out.writeLong(origin.position());
    text(out, origin.eventId());
  }

  private static FindingRow.Origin origin(DataInputStream in) throws IOException {
    return new FindingRow.Origin(text(in), text(in), text(in), text(in), in.readLong(), text(in));
  }

  private static List<FindingRow.Fact> facts(DataInputStream in) throws IOException {
    List<FindingRow.Fact> facts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      facts.add(new FindingRow.Fact(text(in), text(in)));
    }
    return facts;
  }

  private static List<Evidence> evidence(DataInputStream in) throws IOException {
    List<Evidence> evidence = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      evidence.add(new Evidence(text(in), text(in), text(in), text(in)));
    }
    return evidence;
  }

  private static void text(DataOutputStream out, String value) throws IOException {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
