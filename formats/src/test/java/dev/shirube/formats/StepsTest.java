// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;
import org.junit.jupiter.api.Test;

/// Every reader's work is counted and bounded by the length of its input. Readers are loaded with a
/// count before each branch of their code and each call of the JDK's, so that the measure is the
/// same on every machine; loops inside the JDK are bounded by the lengths that are passed to it.
class StepsTest {
  private static final long SEED = 20_261_129L;
  private static final int EACH = 12;
  private static final int LONG = 1 << 15;
  private static final String[] HOSTILE = {
    "\"",
    "\"\"",
    "a=\"",
    "a='",
    "=",
    "|",
    "\\",
    "[",
    "{",
    "<",
    "<1>",
    "<Event ",
    "<!--",
    ",",
    "\t",
    "\n",
    ":",
    ": ",
    "a: ",
    "a b ",
    "a=b ",
    "x=\\=",
    "(",
    "%",
    "1",
    "{\"a\":",
    "CEF:0|",
    "type=A msg=audit(1:1): ",
    "\u00ff",
    "\r"
  };

  /// Most steps for one byte of input; what every input takes is worth a thousand bytes.
  private static final long STEPS_A_BYTE = 450;

  private static long most(byte[] input) {
    return STEPS_A_BYTE * (input.length + 1_000);
  }

  /// What the readers' code counts itself with.
  public static final class Steps {
    private static long taken;

    private Steps() {}

    /// One branch of a reader's code.
    public static void take() {
      taken++;
    }
  }

  /// Loads our own classes with counts in them; the rest, and what counts, as ever.
  private static final class CountingLoader extends ClassLoader {
    private static final ClassDesc STEPS = ClassDesc.of(Steps.class.getName());
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.ofDescriptor("()V");

    CountingLoader() {
      super(StepsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      boolean ours = name.startsWith("dev.shirube.") && !name.equals(Steps.class.getName());
      Class<?> loaded = findLoadedClass(name);
      if (!ours || loaded != null) {
        return loaded != null ? loaded : super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] counted = counted(in.readAllBytes());
        return defineClass(name, counted, 0, counted.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private static byte[] counted(byte[] compiled) {
      ClassFile classes = ClassFile.of();
      CodeTransform counting =
          (code, element) -> {
            if (element instanceof BranchInstruction || element instanceof InvokeInstruction) {
              code.invokestatic(STEPS, "take", NOTHING);
            }
            code.with(element);
          };
      return classes.transformClass(
          classes.parse(compiled), ClassTransform.transformingMethodBodies(counting));
    }
  }

  /// Reads an input as a format, from inside the counting loader.
  public static final class Probe implements ToLongBiFunction<String, byte[]> {
    /// Made by its name.
    public Probe() {}

    @Override
    public long applyAsLong(String name, byte[] input) {
      Limits limits = Limits.STANDARD;
      ReadContext context =
          new ReadContext(_ -> {}, limits, Samples.JAPANESE, ZoneOffset.UTC, Set.of("Records"), 0);
      Format format =
          Formats.standard().all().stream()
              .filter(it -> it.name().equals(name))
              .findFirst()
              .orElseThrow();
      EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
      long events = 0;
      format.recognize(Samples.sample(input));
      try (RecordReader reader = format.open(Samples.entry(input), context)) {
        while (reader.read(batch)) {
          events++;
          batch.clear();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return events;
    }
  }

  /// Looks at every byte once for each byte, as no reader may.
  public static final class Quadratic implements ToLongBiFunction<String, byte[]> {
    /// Made by its name.
    public Quadratic() {}

    @Override
    public long applyAsLong(String name, byte[] input) {
      long equal = 0;
      for (byte one : input) {
        for (byte other : input) {
          equal += one == other ? 1 : 0;
        }
      }
      return equal;
    }
  }

  @SuppressWarnings("unchecked")
  private static ToLongBiFunction<String, byte[]> load(Class<?> counted)
      throws ReflectiveOperationException {
    Class<?> probe = new CountingLoader().loadClass(counted.getName());
    return (ToLongBiFunction<String, byte[]>) probe.getConstructor().newInstance();
  }

  @Test
  void noReaderTakesMoreStepsThanItsInputDeserves() throws ReflectiveOperationException {
    ToLongBiFunction<String, byte[]> probe = load(Probe.class);
    Random random = new Random(SEED);
    List<byte[]> seeds =
        FormatsTest.samples()
            .map(sample -> String.valueOf(sample.get()[1]).getBytes(StandardCharsets.UTF_8))
            .toList();
    Map<String, Double> worst = new TreeMap<>();
    long inputs = 0;
    long events = 0;
    for (String format : Formats.standard().all().stream().map(Format::name).toList()) {
      for (byte[] input : inputs(seeds, random)) {
        Steps.taken = 0;
        events += probe.applyAsLong(format, input);
        assertThat(Steps.taken)
            .as("%s, %d bytes: %s", format, input.length, shown(input))
            .isBetween(1L, most(input));
        worst.merge(format, (double) Steps.taken / (input.length + 1_000), Math::max);
        inputs++;
      }
    }
    System.out.println("proven: " + inputs + " inputs within their steps, worst a byte " + worst);
    assertThat(inputs).isGreaterThan(3_000);
    assertThat(events).isGreaterThan(inputs);
  }

  @Test
  void seesWorkThatGrowsWithTheSquareOfTheInput() throws ReflectiveOperationException {
    byte[] input = new byte[LONG];
    Steps.taken = 0;
    assertThat(load(Quadratic.class).applyAsLong("", input)).isEqualTo((long) LONG * LONG);
    assertThat(Steps.taken).isGreaterThan(most(input));
  }

  private static List<byte[]> inputs(List<byte[]> seeds, Random random) {
    List<byte[]> inputs = new ArrayList<>();
    for (byte[] seed : seeds) {
      for (int round = 0; round < EACH; round++) {
        inputs.add(mutated(seed, random));
      }
    }
    for (String hostile : HOSTILE) {
      inputs.add(hostile.repeat(LONG / hostile.length()).getBytes(StandardCharsets.ISO_8859_1));
    }
    return inputs;
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int count = random.nextInt(6); count > 0; count--) {
      int at = random.nextInt(bytes.length);
      byte[] hostile = HOSTILE[random.nextInt(HOSTILE.length)].getBytes(StandardCharsets.UTF_8);
      int many = random.nextInt(4) == 0 ? 500 : 1;
      byte[] longer = Arrays.copyOf(bytes, bytes.length + hostile.length * many);
      for (int copy = 0; copy < many; copy++) {
        System.arraycopy(hostile, 0, longer, at + copy * hostile.length, hostile.length);
      }
      System.arraycopy(bytes, at, longer, at + hostile.length * many, bytes.length - at);
      bytes = longer;
    }
    return bytes;
  }

  private static String shown(byte[] input) {
    return new String(input, 0, Math.min(input.length, 60), StandardCharsets.ISO_8859_1);
  }
}
