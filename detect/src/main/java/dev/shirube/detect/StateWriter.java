// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Digests;
import dev.shirube.event.Event;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.sigma.Rule;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Writes the state of correlations: magic, version of the format, version of the catalogue, id of
/// the key it is encrypted with (0: it is not), what there is, and SHA-256 of all of it. All
/// numbers are big-endian.
final class StateWriter {
  static final byte[] MAGIC = "SHIRUBEC".getBytes(StandardCharsets.US_ASCII);
  static final int FORMAT = 1;

  private final OutputStream out;
  private final MessageDigest digest = Digests.sha256();
  private final DataOutputStream data;
  private final Map<String, Integer> names = new HashMap<>();
  private final IdentityHashMap<Sign.Sighting, Integer> sightings = new IdentityHashMap<>();

  StateWriter(OutputStream out) throws IOException {
    this.out = out;
    data = new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(out, digest)));
    data.write(MAGIC);
    data.writeInt(FORMAT);
    data.writeInt(FieldCatalogue.builtIn().version());
    data.writeInt(0);
  }

  /// The name of something that is made of these parts and of nothing else.
  static byte[] nameOf(List<String> parts) {
    byte[] whole = Digests.sha256(parts.toArray(String[]::new));
    return Arrays.copyOf(whole, LiveCorrelator.NAME);
  }

  void number(long number) throws IOException {
    data.writeLong(number);
  }

  void count(int count) throws IOException {
    data.writeInt(count);
  }

  /// How far the sources have come.
  void watermark(EventTime.Watermark watermark) throws IOException {
    number(watermark.told());
    count(watermark.sources().size());
    for (Map.Entry<String, EventTime.Watermark.Source> each : watermark.sources().entrySet()) {
      text(each.getKey());
      number(each.getValue().newest());
    }
  }

  /// A match that waits.
  void match(Rule rule, Sign.Sighting sighting) throws IOException {
    name(rule.id());
    name(rule.hash());
    sighting(sighting);
  }

  void text(String text) throws IOException {
    data.writeInt(text.length());
    data.writeChars(text);
  }

  /// A text that comes often: spelled once.
  void name(String name) throws IOException {
    Integer known = names.putIfAbsent(name, names.size());
    data.writeInt(known == null ? -1 : known);
    if (known == null) {
      text(name);
    }
  }

  void sign(Sign sign) throws IOException {
    name(sign.tenant().value());
    number(sign.nanos());
    number(sign.count());
    values(sign.values());
    count(sign.members().size());
    for (Sign.Sighting member : sign.members()) {
      sighting(member);
    }
  }

  private void values(Map<String, List<String>> values) throws IOException {
    count(values.size());
    for (Map.Entry<String, List<String>> each : values.entrySet()) {
      name(each.getKey());
      count(each.getValue().size());
      for (String text : each.getValue()) {
        text(text);
      }
    }
  }

  void sighting(Sign.Sighting sighting) throws IOException {
    Integer known = sightings.putIfAbsent(sighting, sightings.size());
    data.writeInt(known == null ? -1 : known);
    if (known == null) {
      name(sighting.tenant().value());
      number(sighting.nanos());
      number(sighting.id().high());
      number(sighting.id().low());
      values(sighting.values());
      data.writeBoolean(sighting.copy() != null);
      if (sighting.copy() != null) {
        event(sighting.copy());
      }
    }
  }

  private void event(Event event) throws IOException {
    number(event.time());
    name(event.timeSource().name());
    count(event.timeFlags());
    number(event.received());
    count(event.eventClass().uid());
    count(event.activity());
    name(event.source());
    name(event.input());
    number(event.position());
    number(event.id().high());
    number(event.id().low());
    byte[] buffer = event.batch().buffer();
    count(event.recordLength());
    data.write(buffer, event.recordOffset(), event.recordLength());
    count(event.size());
    for (int entry = 0; entry < event.size(); entry++) {
      count(event.field(entry));
      name(event.nameText(entry));
      name(event.type(entry).name());
      count(event.flags(entry));
      count(event.element(entry));
      count(event.length(entry));
      data.write(buffer, event.offset(entry), event.length(entry));
    }
  }

  /// All that a correlation keeps in mind.
  void correlator(LiveCorrelator live, GroupTable table) throws IOException {
    text(live.rule().id());
    data.write(live.name());
    number(live.done());
    count(live.inputs().size());
    for (LiveCorrelator.Input input : live.inputs()) {
      count(input.reference());
      sign(input.sign());
    }
    groups(live, table);
  }

  private void groups(LiveCorrelator live, GroupTable table) throws IOException {
    Groups groups = live.groups();
    count(groups.lots().size());
    for (Groups.Lot lot : groups.lots()) {
      name(lot.tenant.value());
      List<Integer> slots = new ArrayList<>();
      lot.wheel.forEach(slots::add);
      count(slots.size());
      for (int slot : slots) {
        number(table.first(slot));
        number(table.second(slot));
        number(table.isSingle(slot) ? GroupTable.NEVER : table.reported(slot));
        List<MemberCells.Member> members = new ArrayList<>();
        table.members(slot, each -> members.add(each.copy()));
        count(members.size());
        for (MemberCells.Member each : members) {
          member(live, each);
        }
      }
    }
  }

  private void member(LiveCorrelator live, MemberCells.Member each) throws IOException {
    number(each.time);
    number(each.idHigh);
    number(each.idLow);
    data.writeBoolean(each.continued);
    boolean large = live.amounts().isLarge(each.value);
    data.writeBoolean(large);
    if (large) {
      text(live.amounts().numberOf(each.value).toString());
    } else {
      number(each.value);
    }
    Sign kept = live.groups().kept(each);
    data.writeBoolean(kept != null);
    if (kept != null) {
      sign(kept);
    }
  }

  /// Ends the file.
  void end() throws IOException {
    data.flush();
    out.write(digest.digest());
    out.flush();
  }
}
