package org.neuropil.matrix.io;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * A network's weights under the names of PyTorch's state dictionaries, in a .safetensors or .npz
 * file. Row = receiving node, column = sending node.
 *
 * <p>Hidden-to-hidden matrices ({@code rnn.weight_hh_l0} and its like; {@code fc2.weight} of a
 * feed-forward network, which is one that has {@code fc1.weight} and no recurrent matrix) are
 * sparse: as a dense array, whose exact zeros are absent connections unless {@code NAME.mask} says
 * which are present, or as {@code NAME.crow_indices}, {@code NAME.col_indices} and {@code
 * NAME.values}, whose explicit zeros are connections. Everything else is a plain array.
 */
public final class WeightFile {
  /** The density below which a hidden-to-hidden matrix is written in compressed rows. */
  public static final double SPARSE_BELOW = 0.5;

  private static final String OFFSETS = ".crow_indices";
  private static final String COLUMNS = ".col_indices";
  private static final String VALUES = ".values";
  private static final String MASK = ".mask";
  private static final String SHAPE = ".shape";
  private static final String FEED_FORWARD = "fc2.weight";
  private static final Pattern RECURRENT = Pattern.compile("(.*\\.)?weight_hh_l\\d+(_reverse)?");
  private static final Pattern SHAPE_TEXT = Pattern.compile("\\[(\\d{1,9}), ?(\\d{1,9})\\]");

  private final String file;
  private final Map<String, CsrArrays> hidden;
  private final Map<String, NdArray> others;
  private final Map<String, String> metadata;

  private WeightFile(
      String file,
      Map<String, CsrArrays> hidden,
      Map<String, NdArray> others,
      Map<String, String> metadata) {
    this.file = file;
    this.hidden = Collections.unmodifiableMap(hidden);
    this.others = Collections.unmodifiableMap(others);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Reads a weight file. Whether the shapes suit each other is for the caller to check, with {@link
   * #require} and {@link #requireHidden}.
   *
   * @throws UserError with exit code 3 if the file is missing, damaged or of another format
   */
  public static WeightFile read(Path path) {
    ArrayFile.Content content = ArrayFile.readContent(path);
    return new Reader(path.toString(), content).read();
  }

  /** The file's name, for messages. */
  public String file() {
    return file;
  }

  /** The hidden-to-hidden matrices by name, such as {@code rnn.weight_hh_l0}, in order of name. */
  public Map<String, CsrArrays> hidden() {
    return hidden;
  }

  /** All other arrays by name, in the file's order. */
  public Map<String, NdArray> others() {
    return others;
  }

  /** The file's free text by key. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * The array {@code name}, which must have the shape {@code shape}; -1 there means any length.
   *
   * @throws UserError with exit code 3 if it is missing or has another shape
   */
  public NdArray require(String name, long... shape) {
    NdArray array = others.get(name);
    if (array == null) {
      throw missing(name);
    }
    if (!array.hasShape(shape)) {
      throw wrongShape(name, array.shape(), shape);
    }
    return array;
  }

  /**
   * The hidden-to-hidden matrix {@code name}, which must have so many rows and columns.
   *
   * @throws UserError with exit code 3 if it is missing or has another shape
   */
  public CsrArrays requireHidden(String name, int rows, int cols) {
    CsrArrays matrix = hidden.get(name);
    if (matrix == null) {
      throw missing(name);
    }
    if (matrix.rows() != rows || matrix.cols() != cols) {
      throw wrongShape(name, new long[] {matrix.rows(), matrix.cols()}, new long[] {rows, cols});
    }
    return matrix;
  }

  private UserError missing(String name) {
    Set<String> names = new LinkedHashSet<>(hidden.keySet());
    names.addAll(others.keySet());
    String found = String.join(", ", names);
    return Faults.unfit(
        file,
        name + " is missing, found " + Faults.printable(found),
        "give a weight file of the same cell");
  }

  private UserError wrongShape(String name, long[] found, long[] expected) {
    return Faults.unfit(
        file,
        "%s has shape %s, expected %s"
            .formatted(name, Shapes.text(found), Shapes.text(expected).replace("-1", "any")),
        "give a weight file of a network of the same sizes");
  }

  /**
   * Writes a weight file. A hidden-to-hidden matrix of a density below {@link #SPARSE_BELOW} goes
   * out in compressed rows with its shape in the metadata, any other dense; beside the dense one
   * stands a mask if a connection is absent or has a weight of exactly 0.
   *
   * @throws UserError with exit code 4 if writing fails
   */
  public static void write(
      Path path,
      Map<String, CsrArrays> hidden,
      Map<String, NdArray> others,
      Map<String, String> metadata) {
    Map<String, NdArray> arrays = new TreeMap<>(others);
    Map<String, String> texts = new TreeMap<>(metadata);
    hidden.forEach((name, matrix) -> {
      texts.remove(name + SHAPE);
      if (!matrix.fitsDense() || (matrix.rows() > 0 && matrix.density() < SPARSE_BELOW)) {
        putSparse(name, matrix, arrays);
        texts.put(name + SHAPE, Shapes.text(new long[] {matrix.rows(), matrix.cols()}));
      } else {
        putDense(name, matrix, arrays);
      }
    });
    ArrayFile.write(path, arrays, texts);
  }

  private static void putSparse(String name, CsrArrays matrix, Map<String, NdArray> arrays) {
    arrays.put(name + OFFSETS, NdArray.int64(matrix.rowOffsets(), matrix.rows() + 1L));
    arrays.put(name + COLUMNS, NdArray.int64(matrix.columns(), matrix.nonzeros()));
    arrays.put(name + VALUES, NdArray.of(matrix.values(), matrix.nonzeros()));
  }

  private static void putDense(String name, CsrArrays matrix, Map<String, NdArray> arrays) {
    float[] dense = matrix.toDense();
    arrays.put(name, NdArray.of(dense, matrix.rows(), matrix.cols()));
    boolean zeros = false;
    for (float weight : dense) {
      zeros |= weight == 0;
    }
    if (zeros) {
      byte[] mask = matrix.toMask();
      arrays.put(name + MASK, NdArray.ofBytes(DataType.BOOL, mask, matrix.rows(), matrix.cols()));
    }
  }

  /** Tells hidden-to-hidden matrices from other arrays. */
  private static final class Reader {
    private final String file;
    private final Map<String, NdArray> arrays;
    private final Map<String, String> metadata;

    Reader(String file, ArrayFile.Content content) {
      this.file = file;
      this.arrays = new LinkedHashMap<>(content.arrays());
      this.metadata = new LinkedHashMap<>(content.metadata());
    }

    WeightFile read() {
      Map<String, CsrArrays> hidden = new TreeMap<>();
      boolean feedForward = arrays.keySet().stream().noneMatch(Reader::isRecurrent);
      for (String key : arrays.keySet().toArray(String[]::new)) {
        if (key.endsWith(OFFSETS)) {
          String name = key.substring(0, key.length() - OFFSETS.length());
          hidden.put(name, sparse(name));
        } else if (RECURRENT.matcher(key).matches()
            || (feedForward && key.equals(FEED_FORWARD) && arrays.containsKey("fc1.weight"))) {
          hidden.put(key, dense(key));
        }
      }
      return new WeightFile(file, hidden, arrays, metadata);
    }

    private static boolean isRecurrent(String key) {
      String name = key.endsWith(OFFSETS) ? key.substring(0, key.length() - OFFSETS.length()) : key;
      return RECURRENT.matcher(name).matches();
    }

    private CsrArrays dense(String name) {
      NdArray weights = take(name);
      NdArray mask = arrays.remove(name + MASK);
      String where = file + ": " + Faults.printable(name);
      if (weights.rank() != 2) {
        throw Faults.unfit(
            where,
            "has shape " + Shapes.text(weights.shape()) + ", expected a matrix",
            "see docs/file-formats.md");
      }
      if (mask != null && !mask.hasShape(weights.shape())) {
        throw Faults.unfit(
            where,
            "the mask has shape %s, the weights %s"
                .formatted(Shapes.text(mask.shape()), Shapes.text(weights.shape())),
            "give both the same shape");
      }
      // An empty matrix can have a side that no byte vouches for.
      CsrBuilder.checkSides(weights.dimension(0), weights.dimension(1), where);
      return CsrArrays.fromDense(
          (int) weights.dimension(0),
          (int) weights.dimension(1),
          weights.toFloats(),
          mask == null ? null : flags(mask, where));
    }

    private static byte[] flags(NdArray mask, String where) {
      long[] values = mask.toLongs();
      byte[] flags = new byte[values.length];
      for (int i = 0; i < flags.length; i++) {
        if (values[i] != 0 && values[i] != 1) {
          throw Faults.damaged(where, "the mask has " + values[i] + ", expected 0 or 1");
        }
        flags[i] = (byte) values[i];
      }
      return flags;
    }

    private CsrArrays sparse(String name) {
      String where = file + ": " + Faults.printable(name);
      if (arrays.containsKey(name) || arrays.containsKey(name + MASK)) {
        throw Faults.unfit(
            where, "is there both dense and in compressed rows", "keep one of the two");
      }
      int[] offsets = vector(name + OFFSETS).toInts();
      int[] columns = vector(name + COLUMNS).toInts();
      float[] values = vector(name + VALUES).toFloats();
      if (offsets.length == 0) {
        throw Faults.damaged(where, "crow_indices is empty, expected one more than rows");
      }
      int rows = offsets.length - 1;
      int cols = columnCount(name, rows, where);
      return CsrBuilder.fromCsr(rows, cols, offsets, columns, values, where);
    }

    /**
     * PyTorch's three arrays do not tell the number of columns. Our files have it in the metadata;
     * elsewhere the readout, which reads all hidden nodes, gives it away: its width divides the
     * rows of a recurrent matrix by the number of gates.
     */
    private int columnCount(String name, int rows, String where) {
      String text = metadata.remove(name + SHAPE);
      if (text != null) {
        Matcher matcher = SHAPE_TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != rows) {
          throw Faults.damaged(
              where,
              "metadata gives the shape %s, crow_indices %d rows"
                  .formatted(Faults.printable(text), rows));
        }
        return Integer.parseInt(matcher.group(2));
      }
      @Nullable NdArray readout = arrays.get("fc.weight");
      if (readout != null && readout.rank() == 2) {
        long nodes = readout.dimension(1);
        if (rows == nodes || rows == 3 * nodes || rows == 4 * nodes) {
          return (int) nodes;
        }
      }
      return rows;
    }

    private NdArray vector(String name) {
      NdArray array = take(name);
      if (array.rank() != 1) {
        throw Faults.damaged(
            file + ": " + Faults.printable(name),
            "has shape " + Shapes.text(array.shape()) + ", expected one dimension");
      }
      return array;
    }

    private NdArray take(String name) {
      NdArray array = arrays.remove(name);
      if (array == null) {
        throw Faults.damaged(file, Faults.printable(name) + " is missing");
      }
      return array;
    }
  }
}
