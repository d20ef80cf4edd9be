// SPDX-License-Identifier: Apache-2.0
package dev.shirube.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.match.Cidr;
import dev.shirube.normalize.Normalizer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnricherTest {
  private static final TenantId OTHER = new TenantId("other");
  private static final Networks NETWORKS =
      Networks.of(
          List.of(
              network(TenantId.LOCAL, "10.0.0.0/8", "offices"),
              network(TenantId.LOCAL, "10.1.0.0/16", "本社"),
              network(TenantId.LOCAL, "10.1.2.3", "printer"),
              network(TenantId.LOCAL, "2001:db8::/32", "six"),
              network(OTHER, "10.1.0.0/16", "secret of the other")));

  private static Network network(TenantId tenant, String range, String name) {
    return new Network(tenant, Objects.requireNonNull(Cidr.parse(range)), name);
  }

  /// Gives a record the fields that stand in it as names.
  private static final class Fields implements Normalizer {
    private int joined;

    @Override
    public void normalize(EventBatch batch) {
      Event event = new Event().on(batch, batch.count() - 1);
      for (int entry = 0; entry < event.size(); entry++) {
        batch.setField(entry, FieldCatalogue.require(event.nameText(entry)).id());
      }
    }

    @Override
    public boolean appendJoined(EventBatch batch) {
      if (joined++ > 0) {
        return false;
      }
      batch.beginEvent();
      int entry = batch.addText(batch.names().intern("src_endpoint.ip"), "10.1.9.9");
      batch.setField(entry, FieldCatalogue.require("src_endpoint.ip").id());
      return true;
    }
  }

  private static EventBatch record(TenantId tenant, String... namesAndValues) {
    EventBatch batch = new EventBatch(tenant, new FieldNames());
    batch.beginEvent();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      batch.addText(batch.names().intern(namesAndValues[index]), namesAndValues[index + 1]);
    }
    return batch;
  }

  private static @Nullable String source(TenantId tenant, String... namesAndValues) {
    EventBatch batch = record(tenant, namesAndValues);
    Enricher.around(new Fields(), NETWORKS).normalize(batch);
    return text(batch, "src_endpoint.zone");
  }

  private static @Nullable String text(EventBatch batch, String field) {
    return new Event().on(batch, batch.count() - 1).text(FieldCatalogue.require(field));
  }

  @Test
  void anAddressGetsTheNameOfTheSmallestNetworkItLiesIn() {
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "10.9.9.9")).isEqualTo("offices");
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "10.1.9.9")).isEqualTo("本社");
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "10.1.2.3")).isEqualTo("printer");
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "::ffff:10.1.2.3")).isEqualTo("printer");
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "2001:db8::7")).isEqualTo("six");
  }

  @Test
  void whatIsNoKnownAddressGetsNoName() {
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "192.0.2.1")).isNull();
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "10.1.2")).isNull();
    assertThat(source(TenantId.LOCAL, "src_endpoint.ip", "")).isNull();
    assertThat(source(TenantId.LOCAL, "message", "10.1.2.3")).isNull();
  }

  @Test
  void aTenantSeesNoNamesButItsOwn() {
    assertThat(source(OTHER, "src_endpoint.ip", "10.1.2.3")).isEqualTo("secret of the other");
    assertThat(source(OTHER, "src_endpoint.ip", "10.9.9.9")).isNull();
    assertThat(source(new TenantId("third"), "src_endpoint.ip", "10.1.2.3")).isNull();
  }

  @Test
  void whatTheSourceSaysIsNotOverruled() {
    assertThat(
            source(TenantId.LOCAL, "src_endpoint.ip", "10.1.2.3", "src_endpoint.zone", "trusted"))
        .isEqualTo("trusted");
  }

  @Test
  void bothEndpointsAreNamedAndTheNamesAreMarkedAsDerived() {
    EventBatch batch =
        record(TenantId.LOCAL, "src_endpoint.ip", "10.1.9.9", "dst_endpoint.ip", "10.9.9.9");
    Enricher.around(new Fields(), NETWORKS).normalize(batch);
    Event event = new Event().on(batch, 0);
    assertThat(event.size()).isEqualTo(4);
    assertThat(event.nameText(2)).isEqualTo("enriched.src_endpoint.zone");
    assertThat(event.flags(2) & EntryFlag.DERIVED).isNotZero();
    assertThat(event.nameText(3)).isEqualTo("enriched.dst_endpoint.zone");
    assertThat(text(batch, "dst_endpoint.zone")).isEqualTo("offices");
  }

  @Test
  void eventsMadeOfManyRecordsAreEnrichedToo() {
    EventBatch batch = record(TenantId.LOCAL, "message", "a part");
    Normalizer enricher = Enricher.around(new Fields(), NETWORKS);
    enricher.normalize(batch);
    assertThat(enricher.appendJoined(batch)).isTrue();
    assertThat(text(batch, "src_endpoint.zone")).isEqualTo("本社");
    assertThat(enricher.appendJoined(batch)).isFalse();
    assertThat(batch.count()).isEqualTo(2);
  }

  @Test
  void withoutNetworksNothingIsPutBetween() {
    Normalizer normalizer = new Fields();
    assertThat(Enricher.around(normalizer, Networks.of(List.of()))).isSameAs(normalizer);
  }
}
