// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// A fault to be planted in the engine: one place of one compiled method is changed, as a slip of
/// the hand might have changed its source.
///
/// @param name what is wrong, for people
/// @param type the class, with its room
/// @param method the method; every one of that name
/// @param change what becomes of each instruction
record Fault(String name, String type, String method, Change change) {
  /// What becomes of an instruction.
  @FunctionalInterface
  interface Change {
    /// Writes something in the place of an instruction, or nothing.
    ///
    /// @return whether something else was written in its place
    boolean replace(CodeBuilder code, CodeElement element);
  }

  /// A call is not made; what it was given is dropped, and something else is its result.
  ///
  /// @param skipped how many such calls before it stay
  static Change call(
      String callee, int skipped, BiConsumer<CodeBuilder, InvokeInstruction> instead) {
    AtomicInteger seen = new AtomicInteger();
    return (code, element) -> {
      if (element instanceof InvokeInstruction call
          && call.name().equalsString(callee)
          && seen.getAndIncrement() >= skipped) {
        instead.accept(code, call);
        return true;
      }
      return false;
    };
  }

  /// A call answers always the same number or truth value.
  static Change answer(String callee, int value) {
    return call(
        callee,
        0,
        (code, call) -> {
          drop(code, call);
          code.loadConstant(value);
        });
  }

  /// A call without result is not made, the first ones are.
  static Change noCall(String callee, int skipped) {
    return call(callee, skipped, Fault::drop);
  }

  /// Another method of the same shape is called.
  static Change otherCall(String callee, String other) {
    return call(
        callee,
        0,
        (code, call) ->
            code.invoke(call.opcode(), call.owner().asSymbol(), other, call.typeSymbol(), false));
  }

  /// A comparison is another one.
  static Change compare(Opcode from, Opcode to) {
    return (code, element) -> {
      if (element instanceof BranchInstruction branch && branch.opcode() == from) {
        code.branch(to, branch.target());
        return true;
      }
      return false;
    };
  }

  /// Of an operation on two long numbers the first is the result.
  static Change first(Opcode operation) {
    return (code, element) -> {
      if (element instanceof OperatorInstruction operator && operator.opcode() == operation) {
        code.pop2();
        return true;
      }
      return false;
    };
  }

  /// A constant of an enumeration is another one.
  static Change constant(String from, String to) {
    return (code, element) -> {
      if (element instanceof FieldInstruction field && field.name().equalsString(from)) {
        code.getstatic(field.owner().asSymbol(), to, field.typeSymbol());
        return true;
      }
      return false;
    };
  }

  private static void drop(CodeBuilder code, InvokeInstruction call) {
    for (int index = call.typeSymbol().parameterCount() - 1; index >= 0; index--) {
      String parameter = call.typeSymbol().parameterType(index).descriptorString();
      if (parameter.equals("J") || parameter.equals("D")) {
        code.pop2();
      } else {
        code.pop();
      }
    }
    if (call.opcode() != Opcode.INVOKESTATIC) {
      code.pop();
    }
  }

  /// The class with the fault in it.
  ///
  /// @return the changed bytes
  byte[] plant(byte[] compiled) {
    AtomicInteger planted = new AtomicInteger();
    CodeTransform faulty =
        (code, element) -> {
          if (change.replace(code, element)) {
            planted.incrementAndGet();
          } else {
            code.with(element);
          }
        };
    ClassFile file = ClassFile.of();
    byte[] changed =
        file.transformClass(
            file.parse(compiled),
            ClassTransform.transformingMethodBodies(
                each -> each.methodName().equalsString(method), faulty));
    if (planted.get() == 0) {
      throw new AssertionError("no place for: " + name);
    }
    return changed;
  }

  @Override
  public String toString() {
    return name;
  }
}
