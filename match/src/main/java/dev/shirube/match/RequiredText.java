// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Texts without which an expression cannot match. They are folded and in ASCII, and hold for the
/// folding of the value: characters of other scripts that fold to ASCII (the Kelvin sign to k, the
/// long s to s) are folded there as here.
final class RequiredText {
  private static final int MAX_TEXTS = 16;
  private static final int MAX_LENGTH = 64;
  private static final Set<String> NOTHING = Set.of("");

  private RequiredText() {}

  /// What is known of one node.
  ///
  /// @param exact all foldings it can match; null when they are too many or not in ASCII
  /// @param one the longest text that each match contains, perhaps empty
  /// @param any texts of which each match contains one; empty when none are known
  record Facts(@Nullable Set<String> exact, String one, Set<String> any) {}

  static Facts of(RegexNode node) {
    return switch (node) {
      case RegexNode.One one -> exact(foldings(one.set()));
      case RegexNode.Place _ -> exact(NOTHING);
      case RegexNode.Sequence sequence -> new Run().addAll(sequence.parts()).facts();
      case RegexNode.Choice choice -> choice(choice.options());
      case RegexNode.Repeat repeat -> new Run().addAll(List.of(repeat)).facts();
    };
  }

  private static @Nullable Set<String> foldings(CodePoints set) {
    Set<String> texts = new LinkedHashSet<>();
    int[] bounds = set.bounds();
    for (int index = 0; index < bounds.length; index += 2) {
      if (bounds[index + 1] - bounds[index] > MAX_TEXTS || texts.size() > MAX_TEXTS) {
        return null;
      }
      for (int point = bounds[index]; point <= bounds[index + 1]; point++) {
        int folded = Fold.fold(point);
        if (folded >= 128) {
          return null;
        }
        texts.add(String.valueOf((char) folded));
      }
    }
    return texts.isEmpty() || texts.size() > MAX_TEXTS ? null : texts;
  }

  private static Facts exact(@Nullable Set<String> exact) {
    if (exact == null) {
      return new Facts(null, "", Set.of());
    }
    Set<String> any = minimal(exact);
    return new Facts(exact, any.size() == 1 ? any.iterator().next() : "", any);
  }

  private static Facts choice(List<RegexNode> options) {
    Set<String> exact = new LinkedHashSet<>();
    Set<String> any = new LinkedHashSet<>();
    boolean allExact = true;
    boolean allAny = true;
    for (RegexNode option : options) {
      Facts facts = of(option);
      allExact &= facts.exact() != null && exact.size() <= MAX_TEXTS;
      allAny &= !facts.any().isEmpty() && any.size() <= MAX_TEXTS;
      if (allExact && facts.exact() != null) {
        exact.addAll(facts.exact());
      }
      any.addAll(allAny ? facts.any() : Set.of());
    }
    Set<String> least = allAny ? minimal(any) : Set.of();
    String one = least.size() == 1 ? least.iterator().next() : "";
    return new Facts(
        allExact && exact.size() <= MAX_TEXTS ? exact : null,
        one,
        least.size() <= MAX_TEXTS ? least : Set.of());
  }

  /// Leaves out what contains another text of the set; none at all when that is the empty one.
  private static Set<String> minimal(Set<String> texts) {
    Set<String> least = new LinkedHashSet<>();
    for (String text : texts) {
      if (text.isEmpty()) {
        return Set.of();
      }
      if (texts.stream().noneMatch(other -> !other.equals(text) && text.contains(other))) {
        least.add(text);
      }
    }
    return least;
  }

  /// Nodes one after another.
  private static final class Run {
    // What the parts since the last cut match, and the single text at their end.
    private Set<String> texts = NOTHING;
    private final StringBuilder single = new StringBuilder();
    private boolean whole = true;
    private String one = "";
    private Set<String> any = Set.of();

    Run addAll(List<RegexNode> parts) {
      for (RegexNode part : parts) {
        if (part instanceof RegexNode.Repeat repeat) {
          addRepeat(repeat);
        } else {
          add(of(part));
        }
      }
      return this;
    }

    private void addRepeat(RegexNode.Repeat repeat) {
      if (repeat.most() == 0) {
        return;
      }
      Facts part = of(repeat.part());
      boolean exact = part.exact() != null;
      // More copies than this add nothing: the run is cut off at its longest before.
      int copies = Math.min(repeat.least(), exact ? MAX_LENGTH + 1 : 1);
      addCopies(part, copies);
      if (repeat.most() == repeat.least()) {
        return;
      }
      if (exact && repeat.least() == 0 && repeat.most() == 1) {
        Set<String> texts = new LinkedHashSet<>(part.exact());
        texts.add("");
        add(exact(texts));
        return;
      }
      cut();
      if (exact) {
        // What was there first is there last as well.
        addCopies(part, copies);
        whole = false;
      }
    }

    private void addCopies(Facts part, int copies) {
      for (int copy = 0; copy < copies; copy++) {
        add(part);
      }
    }

    void add(Facts facts) {
      Set<String> exact = facts.exact();
      if (exact == null) {
        cut();
        one(facts.one());
        any(facts.any());
        return;
      }
      if (exact.size() == 1) {
        single.append(exact.iterator().next());
      } else {
        closeSingle();
      }
      Set<String> product = product(texts, exact);
      if (product == null) {
        any(minimal(texts));
        whole = false;
        product = exact;
      }
      texts = product;
      if (single.length() > MAX_LENGTH) {
        closeSingle();
      }
    }

    private static @Nullable Set<String> product(Set<String> left, Set<String> right) {
      if (left.size() * right.size() > MAX_TEXTS) {
        return null;
      }
      Set<String> product = new LinkedHashSet<>();
      for (String first : left) {
        for (String second : right) {
          if (first.length() + second.length() > MAX_LENGTH) {
            return null;
          }
          product.add(first + second);
        }
      }
      return product;
    }

    /// What comes next is not known.
    void cut() {
      closeSingle();
      any(minimal(texts));
      texts = NOTHING;
      whole = false;
    }

    private void closeSingle() {
      one(single.toString());
      single.setLength(0);
    }

    private void one(String text) {
      one = text.length() > one.length() ? text : one;
    }

    private void any(Set<String> candidate) {
      boolean known = !candidate.isEmpty();
      any = known && (any.isEmpty() || better(candidate, any)) ? candidate : any;
    }

    private static boolean better(Set<String> candidate, Set<String> than) {
      return worth(candidate) > worth(than);
    }

    /// Twice as many texts must be a character longer to be worth the same.
    private static int worth(Set<String> texts) {
      int shortest = texts.stream().mapToInt(String::length).min().orElse(0);
      int doublings = texts.isEmpty() ? 0 : 32 - Integer.numberOfLeadingZeros(texts.size() - 1);
      return 32 * shortest - 32 * doublings - texts.size();
    }

    Facts facts() {
      Set<String> exact = whole ? texts : null;
      cut();
      any(one.isEmpty() ? Set.of() : Set.of(one));
      return new Facts(exact, one, any);
    }
  }
}
