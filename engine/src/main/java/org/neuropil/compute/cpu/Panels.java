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

/** Makes the panels, each shape once a process. */
final class Panels {
  private static final Map<VectorPanel.Shape, Panel> MADE = new ConcurrentHashMap<>();

  private Panels() {}

  /**
   * The vector width in bits: the widest the machine prefers, or that of the system property
   * neuropil.vectorBits (128, 256, 512; 0 or 64 for none).
   */
  static int defaultBits() {
    int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    return Integer.getInteger("neuropil.vectorBits", preferred);
  }

  /** Panels that cover {@code columns} batch columns from left to right, as equal as can be. */
  static Panel[] covering(int columns, int bits) {
    if (bits < 128) {
      return new Panel[] {new ScalarPanel(columns)};
    }
    int lanes = bits / 32;
    int blocks = (columns + lanes - 1) / lanes;
    int count = (blocks + VectorPanel.MAX_BLOCKS - 1) / VectorPanel.MAX_BLOCKS;
    Panel[] panels = new Panel[count];
    for (int i = 0; i < count; i++) {
      panels[i] = vector(bits, blocks * (i + 1) / count - blocks * i / count);
    }
    return panels;
  }

  private static Panel vector(int bits, int blocks) {
    VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    return MADE.computeIfAbsent(new VectorPanel.Shape(species, blocks), Panels::define);
  }

  private static Panel define(VectorPanel.Shape shape) {
    try (InputStream in = Panels.class.getResourceAsStream("VectorPanel.class")) {
      if (in == null) {
        throw new IllegalStateException("the class file of VectorPanel is missing");
      }
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), shape, true);
      return (Panel)
          lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the class file of VectorPanel", e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
