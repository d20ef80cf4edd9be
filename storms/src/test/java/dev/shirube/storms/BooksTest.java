// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The books notice what is lost in silence, and what is there twice.
class BooksTest {
  private static Books books(int stored) {
    Books books = new Books();
    books.made(0, 0, 50, 1_000);
    books.made(0, 50, 100, 2_000);
    for (int number = 0; number < stored; number++) {
      books.stored(0, number);
    }
    return books;
  }

  @Test
  void allIsThere() {
    Books.Balance balance = books(100).balance();
    assertThat(balance).isEqualTo(new Books.Balance(100, 100, 0, 0, 0, 0, 0, 0));
    assertThat(balance.isEven()).isTrue();
  }

  @Test
  void whatIsMissingMustBeDeclaredToTheLast() {
    Books books = books(90);
    assertThat(books.balance().unexplained()).isEqualTo(10);
    assertThat(books.balance().isEven()).isFalse();
    books.declared(7);
    books.untold(2);
    assertThat(books.balance().unexplained()).isEqualTo(1);
    books.declared(1);
    assertThat(books.balance().isEven()).isTrue();
  }

  @Test
  void aSpanExplainsWhatWasMadeInItAndNothingElse() {
    Books books = books(40);
    books.span(1_500, 2_500);
    assertThat(books.balance().inSpans()).isEqualTo(50);
    assertThat(books.balance().unexplained()).isEqualTo(10);
    books.span(900, 1_000);
    assertThat(books.balance().isEven()).isTrue();
  }

  @Test
  void whatIsThereTwiceOrWasNeverSaidIsSeen() {
    Books books = books(100);
    books.stored(0, 7);
    books.stored(1, 3);
    Books.Balance balance = books.balance();
    assertThat(balance.doubled()).isEqualTo(1);
    assertThat(balance.more()).isEqualTo(1);
    assertThat(balance.isEven()).isFalse();
  }
}
