package org.neuropil.compute.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Makes the panels.
 *
 * <p>The compiler makes good code only where vector width and number of accumulators are constants.
 * The classes {@link VectorProduct} and {@link VectorSample} are therefore defined several times,
 * each shape once a process, as hidden classes whose class data hold the two numbers; the
 * conditions on {@code BLOCKS} in them vanish in each. This beats one hand-written class for each
 * pair, and one process can test all widths.
 */
final class Panels {
  /** Most vectors side by side, so that they fit 16 registers with one factor and a temporary. */
  static final int MAX_BLOCKS = 13;

  private static final Map<Shape, ProductPanel> PRODUCTS = new ConcurrentHashMap<>();
  private static final Map<Shape, SamplePanel> SAMPLES = new ConcurrentHashMap<>();

  /** Class data: what the compiler sees as constants. */
  record Shape(VectorSpecies<Float> species, int blocks) {}

  private Panels() {}

  /**
   * The vector width in bits: the widest the machine prefers, or that of the system property
   * neuropil.vectorBits (128, 256, 512; 0 or 64 for none).
   */
  static int defaultBits() {
    int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    int bits = Integer.getInteger("neuropil.vectorBits", preferred);
    if (bits != 0 && bits != 64 && bits != 128 && bits != 256 && bits != 512) {
      throw new IllegalArgumentException(
          "neuropil.vectorBits must be 0, 64, 128, 256 or 512, found " + bits);
    }
    return bits;
  }

  /** Panels for the product that cover {@code columns} batch columns from left to right. */
  static ProductPanel[] products(int columns, int bits) {
    if (bits < 128) {
      return new ProductPanel[] {new ScalarProduct(columns)};
    }
    int[] blocks = split(columns, bits / 32);
    ProductPanel[] panels = new ProductPanel[blocks.length];
    for (int i = 0; i < panels.length; i++) {
      panels[i] = PRODUCTS.computeIfAbsent(shape(bits, blocks[i]), Panels::defineProduct);
    }
    return panels;
  }

  /** Panels for the sampled gradient that cover {@code columns} batch columns. */
  static SamplePanel[] samples(int columns, int bits) {
    if (bits < 128) {
      return new SamplePanel[] {new ScalarSample(columns)};
    }
    int[] blocks = split(columns, bits / 32);
    SamplePanel[] panels = new SamplePanel[blocks.length];
    for (int i = 0; i < panels.length; i++) {
      panels[i] = SAMPLES.computeIfAbsent(shape(bits, blocks[i]), Panels::defineSample);
    }
    return panels;
  }

  /** Blocks of each panel: as few panels as can be, as equal as can be. */
  private static int[] split(int columns, int lanes) {
    int blocks = (columns + lanes - 1) / lanes;
    int count = (blocks + MAX_BLOCKS - 1) / MAX_BLOCKS;
    int[] parts = new int[count];
    for (int i = 0; i < count; i++) {
      parts[i] = blocks * (i + 1) / count - blocks * i / count;
    }
    return parts;
  }

  private static Shape shape(int bits, int blocks) {
    return new Shape(VectorSpecies.of(float.class, VectorShape.forBitSize(bits)), blocks);
  }

  private static ProductPanel defineProduct(Shape shape) {
    return (ProductPanel) define("VectorProduct.class", shape);
  }

  private static SamplePanel defineSample(Shape shape) {
    return (SamplePanel) define("VectorSample.class", shape);
  }

  private static Object define(String file, Shape shape) {
    try (InputStream in = Panels.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the class file " + file + " is missing");
      }
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), shape, true);
      return lookup
          .findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
          .invoke();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the class file " + file, e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
