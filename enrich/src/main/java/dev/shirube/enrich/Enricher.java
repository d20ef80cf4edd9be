// SPDX-License-Identifier: Apache-2.0
package dev.shirube.enrich;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ValueType;
import dev.shirube.match.Address;
import dev.shirube.normalize.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds to a normalized event what the organization knows of what the event speaks of: the network
/// that an address lies in, as `src_endpoint.zone` and `dst_endpoint.zone` of OCSF. What a source
/// says itself stays and is not overruled. As an event is enriched when it comes in, later changes
/// of the networks do not change what was known then.
///
/// Stands where the normalizer stands, so that every way in enriches alike; for one thread.
public final class Enricher implements Normalizer {
  private static final List<Zone> ZONES = List.of(Zone.of("src_endpoint"), Zone.of("dst_endpoint"));

  private final Normalizer normalizer;
  private final Networks networks;
  private final Event event = new Event();

  /// An address, the field of the network's name, and what the added value is named.
  private record Zone(Field address, Field zone, String name) {
    static Zone of(String endpoint) {
      return new Zone(
          FieldCatalogue.require(endpoint + ".ip"),
          FieldCatalogue.require(endpoint + ".zone"),
          "enriched." + endpoint + ".zone");
    }
  }

  private Enricher(Normalizer normalizer, Networks networks) {
    this.normalizer = normalizer;
    this.networks = networks;
  }

  /// A normalizer whose events are enriched; the same one when nothing is known.
  public static Normalizer around(Normalizer normalizer, Networks networks) {
    return networks.isEmpty() ? normalizer : new Enricher(normalizer, networks);
  }

  @Override
  public void normalize(EventBatch batch) {
    normalizer.normalize(batch);
    enrich(batch);
  }

  @Override
  public boolean appendJoined(EventBatch batch) {
    boolean appended = normalizer.appendJoined(batch);
    if (appended) {
      enrich(batch);
    }
    return appended;
  }

  @Override
  public void finish() {
    normalizer.finish();
  }

  private void enrich(EventBatch batch) {
    if (!networks.hasAny(batch.tenant())) {
      return;
    }
    event.on(batch, batch.count() - 1);
    for (Zone zone : ZONES) {
      byte[] name = name(zone);
      if (name != null) {
        int entry =
            batch.add(batch.names().intern(zone.name), ValueType.TEXT, name, 0, name.length);
        batch.setField(entry, zone.zone.id());
        batch.addFlags(entry, EntryFlag.DERIVED);
        event.refresh();
      }
    }
  }

  private byte @Nullable [] name(Zone zone) {
    String written = event.find(zone.zone) >= 0 ? null : event.text(zone.address);
    Address address = written == null ? null : Address.parse(written);
    return address == null ? null : networks.find(event.batch().tenant(), address);
  }
}
