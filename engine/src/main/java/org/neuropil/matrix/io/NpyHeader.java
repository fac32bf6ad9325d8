package org.neuropil.matrix.io;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of a .npy file: a Python dictionary literal with exactly the keys descr, fortran_order
 * and shape (NEP 1). It is parsed by hand, not evaluated; nested, structured and object types are
 * refused.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record NpyHeader(Encoding encoding, ByteOrder order, boolean columnMajor, long[] shape) {
  private static final Pattern DESCR = Pattern.compile("([<>|=]?)([A-Za-z])(\\d{1,9})");

  /**
   * Parses the dictionary. Text types become their characters' codes along one more, last axis:
   * unsigned bytes for S, unsigned 32-bit integers for U.
   *
   * @param where file and name, for messages
   */
  static NpyHeader parse(String text, String where) {
    return new Parser(text, where).parse();
  }

  /** The dictionary that describes an array to be written. */
  static String format(String descr, long[] shape) {
    StringBuilder tuple = new StringBuilder("(");
    for (int axis = 0; axis < shape.length; axis++) {
      tuple.append(axis == 0 ? "" : ", ").append(shape[axis]);
    }
    // A Python tuple of one element needs the comma.
    tuple.append(shape.length == 1 ? ",)" : ")");
    return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, tuple);
  }

  private static final class Parser {
    private final String text;
    private final String where;
    private int at;
    private @Nullable String descr;
    private boolean columnMajor;
    private long @Nullable [] shape;

    Parser(String text, String where) {
      this.text = text;
      this.where = where;
    }

    NpyHeader parse() {
      Set<String> seen = new LinkedHashSet<>();
      expect('{');
      while (!accept('}')) {
        String key = string();
        if (!seen.add(key)) {
          throw wrong("the key " + Faults.printable(key) + " occurs twice");
        }
        expect(':');
        switch (key) {
          case "descr" -> descr = descr();
          case "fortran_order" -> columnMajor = truth();
          case "shape" -> shape = tuple();
          default -> throw wrong("the key " + Faults.printable(key) + " is unknown");
        }
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      skipBlanks();
      if (at < text.length()) {
        throw wrong("text follows the dictionary");
      }
      if (descr == null || shape == null || seen.size() != 3) {
        throw wrong("descr, fortran_order or shape is missing");
      }
      return header(descr, shape);
    }

    private NpyHeader header(String type, long[] dimensions) {
      Matcher matcher = DESCR.matcher(type);
      if (!matcher.matches()) {
        throw unsupported(type);
      }
      ByteOrder order =
          ">".equals(matcher.group(1)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      String kind = matcher.group(2);
      int size = Integer.parseInt(matcher.group(3));
      if (kind.equals("S") || kind.equals("U")) {
        long[] withCharacters = Arrays.copyOf(dimensions, dimensions.length + 1);
        withCharacters[dimensions.length] = size;
        if (columnMajor && dimensions.length > 1) {
          throw unsupported(type + " in Fortran order");
        }
        Encoding characters = kind.equals("S") ? Encoding.U8 : Encoding.U32;
        return new NpyHeader(characters, order, false, withCharacters);
      }
      Encoding encoding =
          switch (kind + size) {
            case "f8" -> Encoding.F64;
            case "f4" -> Encoding.F32;
            case "f2" -> Encoding.F16;
            case "i8" -> Encoding.I64;
            case "i4" -> Encoding.I32;
            case "i2" -> Encoding.I16;
            case "i1" -> Encoding.I8;
            case "u4" -> Encoding.U32;
            case "u2" -> Encoding.U16;
            case "u1" -> Encoding.U8;
            case "b1" -> Encoding.BOOL;
            default -> throw unsupported(type);
          };
      return new NpyHeader(encoding, order, columnMajor, dimensions);
    }

    private RuntimeException unsupported(String type) {
      String what =
          type.matches("[<>|=]?O\\d*")
              ? "holds Python objects (pickle), which are never loaded"
              : "has the element type " + Faults.printable(type);
      return Faults.unfit(
          where,
          what + ", expected plain numbers: floats, integers up to 64 bits or booleans",
          "convert it, for example with numpy.save(file, array.astype('float32'))");
    }

    private String descr() {
      skipBlanks();
      if (at < text.length() && text.charAt(at) == '[') {
        throw unsupported("structured " + text.substring(at));
      }
      return string();
    }

    private String string() {
      skipBlanks();
      char quote = at < text.length() ? text.charAt(at) : 0;
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0) {
        throw wrong("expected a string");
      }
      String value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    private boolean truth() {
      skipBlanks();
      for (String word : new String[] {"True", "False"}) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw wrong("expected True or False");
    }

    private long[] tuple() {
      long[] values = new long[Shapes.MOST_DIMENSIONS];
      int n = 0;
      expect('(');
      while (!accept(')')) {
        if (n == values.length) {
          throw wrong("more than " + values.length + " dimensions");
        }
        values[n++] = integer();
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return Arrays.copyOf(values, n);
    }

    private long integer() {
      skipBlanks();
      int start = at;
      if (at < text.length() && text.charAt(at) == '-') {
        at++;
      }
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      long value;
      try {
        value = Long.parseLong(text, start, at, 10);
      } catch (NumberFormatException e) {
        at = start;
        throw wrong("expected a whole number of at most 64 bits");
      }
      // Python 2 wrote long integers with this suffix.
      accept('L');
      return value;
    }

    private boolean accept(char wanted) {
      skipBlanks();
      if (at < text.length() && text.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      if (!accept(wanted)) {
        throw wrong("expected '" + wanted + "'");
      }
    }

    private void skipBlanks() {
      while (at < text.length() && " \n\t\r".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private RuntimeException wrong(String what) {
      return Faults.damaged(where, "npy header: " + what + " at character " + at);
    }
  }
}
