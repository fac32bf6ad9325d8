package org.neuropil.analysis.balance;

import org.neuropil.analysis.motif.LoopType;

/**
 * Balanced and unbalanced feed-forward loops of three nodes, looked up by the signs of their six
 * possible edges. Zero for triads outside the four classes of {@link Balance#CLASSES}.
 */
public final class SignedTriad {
  private static final byte[] BALANCED = new byte[729];
  private static final byte[] UNBALANCED = new byte[729];

  static {
    int[] s = new int[6];
    for (int code = 0; code < 729; code++) {
      int rest = code;
      for (int edge = 0; edge < 6; edge++, rest /= 3) {
        s[edge] = rest % 3 - 1;
      }
      fill(code, new int[][] {{0, s[0], s[4]}, {s[1], 0, s[2]}, {s[5], s[3], 0}});
    }
  }

  private SignedTriad() {}

  private static void fill(int code, int[][] sign) {
    int balanced = 0;
    int unbalanced = 0;
    int mutual = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        mutual += i < j && sign[i][j] != 0 && sign[j][i] != 0 ? 1 : 0;
        int k = 3 - i - j;
        if (i != j && sign[i][j] != 0 && sign[j][k] != 0 && sign[i][k] != 0) {
          if (LoopType.of(sign[i][j], sign[j][k], sign[i][k]).balanced()) {
            balanced++;
          } else {
            unbalanced++;
          }
        }
      }
    }
    // Triads with loops have as many loops as mutual pairs allow: 030T one; 120U and 120D two, but
    // 120C, also with one pair, only one; 300 six, but 210 three.
    int loops = balanced + unbalanced;
    if (mutual == 0 && loops == 1 || mutual == 1 && loops == 2 || mutual == 3) {
      BALANCED[code] = (byte) balanced;
      UNBALANCED[code] = (byte) unbalanced;
    }
  }

  /** The place of three nodes a, b, c in the tables, from the edges' signs: -1, 0 (none) or +1. */
  public static int code(int ab, int ba, int bc, int cb, int ac, int ca) {
    return ab + 1 + 3 * (ba + 1 + 3 * (bc + 1 + 3 * (cb + 1 + 3 * (ac + 1 + 3 * (ca + 1)))));
  }

  /** Balanced loops in the triad with this code, 0 to 6. */
  public static int balanced(int code) {
    return BALANCED[code];
  }

  /** Unbalanced loops in the triad with this code, 0 to 6. */
  public static int unbalanced(int code) {
    return UNBALANCED[code];
  }
}
