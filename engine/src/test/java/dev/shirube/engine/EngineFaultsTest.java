// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The comparison of engine and interpreter is worth something: faults planted in copies of the
/// engine are noticed by it, each of them, and the same copy without a fault is not blamed.
class EngineFaultsTest {
  private static final long SEED = 20_261_206L;
  private static final int SETS = 40;
  private static final int EVENTS = 150;
  private static final String ENGINE = "dev.shirube.engine.";
  private static final String LITERALS = "dev.shirube.literals.";

  static Stream<List<Fault>> faults() {
    return Stream.of(
        fault(
            "case of values not folded",
            ENGINE + "FoldedValue",
            "lower",
            Fault.call("fold", 0, (_, _) -> {})),
        fault(
            "escapes of JSON not undone",
            ENGINE + "FoldedValue",
            "on",
            Fault.otherCall("json", "ascii")),
        List.of(
            new Fault(
                "value cache compares lengths alone",
                ENGINE + "ValueCache",
                "find",
                Fault.answer("equals", 1)),
            new Fault(
                "and all hashes are the same", ENGINE + "ValueCache", "hash", sameLong("mix"))),
        fault(
            "value cache ignores who asks",
            ENGINE + "Engine",
            "classOf",
            Fault.answer("number", 1)),
        fault(
            "class of a missing value ignored",
            ENGINE + "Engine",
            "classify",
            Fault.answer("nulls", 0)),
        fault(
            "split values looked at whole",
            ENGINE + "Engine",
            "classify",
            Fault.answer("flags", 0)),
        fault(
            "gate of a search never open",
            ENGINE + "Formula$Search",
            "test",
            Fault.answer("holds", 0)),
        fault(
            "parts of an Or without anchor",
            ENGINE + "Anchors",
            "together",
            Fault.noCall("arraycopy", 0)),
        fault(
            "rules that no predicate anchors forgotten",
            ENGINE + "Anchors",
            "candidates",
            firstCall("addAll")),
        fault(
            "shortest beginning and end missed",
            LITERALS + "LiteralTable",
            "affixes",
            Fault.compare(Opcode.IF_ICMPLE, Opcode.IF_ICMPLT)),
        fault(
            "last place of a value not looked at",
            LITERALS + "GramTable",
            "search",
            Fault.compare(Opcode.IF_ICMPGT, Opcode.IF_ICMPGE)),
        fault(
            "networks not looked up",
            ENGINE + "Lane",
            "classify",
            Fault.call(
                "search",
                1,
                (code, call) -> {
                  code.pop();
                  code.pop();
                  code.pop();
                })),
        fault(
            "searches remembered without their number",
            ENGINE + "Searches",
            "key",
            Fault.first(Opcode.LOR)),
        List.of(
            new Fault(
                "rows of classes compared by length alone",
                ENGINE + "TupleMemo",
                "slot",
                Fault.answer("equals", 1)),
            new Fault(
                "and few classes told apart",
                ENGINE + "TupleMemo",
                "slot",
                Fault.first(Opcode.LXOR))),
        fault(
            "activity ignored on the way to a partition",
            ENGINE + "Routing",
            "route",
            Fault.answer("activity", 0)),
        fault(
            "a Not that denies nothing",
            ENGINE + "Formula$Not",
            "test",
            Fault.compare(Opcode.IF_ACMPNE, Opcode.IF_ACMPEQ)),
        fault(
            "budgets used up in silence",
            ENGINE + "Engine",
            "find",
            Fault.constant("UNEVALUATED", "NO")),
        fault(
            "rows kept when names change", ENGINE + "Routing", "renew", Fault.noCall("clear", 0)));
  }

  private static List<Fault> fault(String name, String type, String method, Fault.Change change) {
    return List.of(new Fault(name, type, method, change));
  }

  private static Fault.Change sameLong(String callee) {
    return Fault.call(
        callee,
        0,
        (code, _) -> {
          code.pop2();
          code.pop2();
          code.loadConstant(7L);
        });
  }

  /// Only the first call is left out.
  private static Fault.Change firstCall(String callee) {
    int[] seen = {0};
    Fault.Change every = Fault.noCall(callee, 0);
    return (code, element) -> {
      boolean is = element instanceof InvokeInstruction call && call.name().equalsString(callee);
      return is && seen[0]++ == 0 && every.replace(code, element);
    };
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPlantedFaultIsNoticed(List<Fault> faults) {
    assertThat(firstDifference(faults)).as("a difference for: " + faults).isPositive();
  }

  @Test
  void theSameCopyWithoutAFaultIsNotBlamed() {
    assertThat(firstDifference(List.of())).isEqualTo(-1);
  }

  @Test
  void atLeastTenKindsOfFaultsArePlanted() {
    assertThat(faults().toList()).hasSizeGreaterThanOrEqualTo(10);
  }

  /// The number of the first event that engine and interpreter do not agree on; -1 if there is
  /// none.
  private static int firstDifference(List<Fault> faults) {
    int events = 0;
    for (int round = 0; round < SETS; round++) {
      Random random = new Random(SEED + round);
      RuleSet rules = Trial.load(new RuleMaker(random).rules(20));
      Interpreter plain = new Interpreter(rules);
      RuleRunner engine = FaultyEngine.of(faults, rules, EngineLimits.usual(random.nextLong()));
      EventMaker maker = new EventMaker(random);
      EventBatch batch = Trial.batch();
      for (int each = 0; each < EVENTS; each++) {
        if (each % 40 == 39) {
          batch = Trial.batch();
        }
        Event event = maker.next(batch);
        events++;
        if (!said(plain, event).equals(said(engine, event))) {
          return events;
        }
      }
    }
    return -1;
  }

  private static List<String> said(RuleRunner runner, Event event) {
    List<String> said = new ArrayList<>();
    try {
      runner.run(event, (detection, outcome) -> said.add(detection.rule().id() + outcome));
    } catch (IndexOutOfBoundsException | IllegalStateException | NullPointerException e) {
      said.add("broke down: " + e);
    }
    said.sort(null);
    return said;
  }
}
