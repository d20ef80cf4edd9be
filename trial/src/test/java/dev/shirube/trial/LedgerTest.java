// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The judge of all fault trials, seen failing on faults planted by hand.
class LedgerTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");

  private final Ledger ledger = new Ledger();
  private final List<Ledger.Stored> stored = new ArrayList<>();

  private LedgerTest() {
    for (int each = 0; each < 3; each++) {
      TenantId tenant = each == 2 ? OTHER : ACME;
      Ledger.Sender sender = ledger.sender("sender-" + each, tenant);
      long first = sender.sends(10);
      sender.acknowledged(first, first + 7);
      for (long number = first; number < first + 9; number++) {
        stored.add(new Ledger.Stored(tenant, "sender-" + each, number, stored.size()));
      }
    }
  }

  private Ledger.Verdict verdict() {
    return ledger.judge(stored);
  }

  @Test
  void findsNothingWrongWhereAllWasKept() {
    Ledger.Verdict verdict = verdict();
    assertThat(verdict.isClean()).isTrue();
    assertThat(verdict.sent()).isEqualTo(30);
    assertThat(verdict.acknowledged()).isEqualTo(24);
    assertThat(verdict.stored()).as("stored without acknowledgement is no fault").isEqualTo(27);
  }

  @Test
  void findsAnAcknowledgedEventThatWasDropped() {
    stored.remove(3);
    assertThat(verdict().counts()).isEqualTo(Map.of(Ledger.Kind.MISSING, 1L));
    assertThat(verdict().faults())
        .containsExactly(new Ledger.Fault(Ledger.Kind.MISSING, "sender-0", 4));
  }

  @Test
  void allowsWhatWasNeverAcknowledgedToBeAbsent() {
    stored.removeIf(event -> event.number() == 9);
    assertThat(verdict().isClean()).isTrue();
  }

  @Test
  void findsAnEventStoredTwice() {
    stored.add(new Ledger.Stored(ACME, "sender-1", 5, 100));
    assertThat(verdict().counts()).isEqualTo(Map.of(Ledger.Kind.DOUBLED, 1L));
  }

  @Test
  void findsAnEventOfTheWrongTenant() {
    Ledger.Stored event = stored.removeFirst();
    stored.addFirst(new Ledger.Stored(OTHER, event.sender(), event.number(), event.order()));
    assertThat(verdict().counts()).isEqualTo(Map.of(Ledger.Kind.WRONG_TENANT, 1L));
  }

  @Test
  void findsAnEventThatNobodySent() {
    stored.add(new Ledger.Stored(ACME, "sender-1", 11, 100));
    stored.add(new Ledger.Stored(ACME, "stranger", 1, 101));
    assertThat(verdict().counts()).isEqualTo(Map.of(Ledger.Kind.INVENTED, 2L));
  }

  @Test
  void findsEventsTakenInOutOfOrder() {
    stored.replaceAll(event ->
        event.sender().equals("sender-0") && event.number() == 2
            ? new Ledger.Stored(ACME, "sender-0", 2, 50)
            : event);
    assertThat(verdict().counts()).containsOnlyKeys(Ledger.Kind.DISORDERED);
  }

  @Test
  void forgivesWhatTheSenderSaidItGaveUp() {
    stored.remove(3);
    ledger.sender("sender-0", ACME).declaredDropped(4, 4);
    assertThat(verdict().isClean()).isTrue();
  }

  @Test
  void countsApartWhatWasSentAgainWithoutAName() {
    stored.add(new Ledger.Stored(ACME, "sender-1", 5, 100));
    stored.add(new Ledger.Stored(ACME, "sender-1", 6, 101));
    ledger.sender("sender-1", ACME).sendsAgain(5, 5);
    assertThat(verdict().counts()).isEqualTo(Map.of(Ledger.Kind.DOUBLED, 1L));
    assertThat(verdict().repeated()).isEqualTo(1);
  }

  @Test
  void namesTheFirstFaultsAndCountsAll() {
    stored.clear();
    assertThat(verdict().counts()).isEqualTo(Map.of(Ledger.Kind.MISSING, 24L));
    assertThat(verdict().faults()).hasSize(Ledger.NAMED);
  }
}
