package org.neuropil.analysis.generate;

/**
 * What a triad of nodes a, b, x adds to the balance, by the code of its six possible connections.
 * With 0 = absent, 1 = positive, 2 = negative, the code is ab + 3 ba + 9 ax + 27 xa + 81 bx + 243
 * xb.
 */
final class TriadTable {
  private static final int CODES = 729;

  /** 030T, 120U, 120D, 300 as 0 to 3; -1 for all other triads. */
  static final byte[] CLASS = new byte[CODES];

  /** Balanced feed-forward loops of a triad in these classes; 0 in all others. */
  static final byte[] BALANCED = new byte[CODES];

  /** Unbalanced feed-forward loops, likewise. */
  static final byte[] UNBALANCED = new byte[CODES];

  static {
    int[][] arc = new int[3][3];
    for (int code = 0; code < CODES; code++) {
      int rest = code;
      for (int[] ends : new int[][] {{0, 1}, {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}}) {
        arc[ends[0]][ends[1]] = rest % 3;
        rest /= 3;
      }
      fill(code, arc);
    }
  }

  private TriadTable() {}

  private static void fill(int code, int[][] arc) {
    int triad = triadClass(arc);
    CLASS[code] = (byte) triad;
    for (int i = 0; i < 3 && triad >= 0; i++) {
      for (int j = 0; j < 3; j++) {
        int k = 3 - i - j;
        if (i != j && arc[i][j] != 0 && arc[j][k] != 0 && arc[i][k] != 0) {
          boolean balanced = (arc[i][j] + arc[j][k] + arc[i][k]) % 2 == 1;
          BALANCED[code] += (byte) (balanced ? 1 : 0);
          UNBALANCED[code] += (byte) (balanced ? 0 : 1);
        }
      }
    }
  }

  private static int triadClass(int[][] arc) {
    int mutual = 0;
    int third = -1;
    for (int x = 0; x < 3; x++) {
      int a = (x + 1) % 3;
      int b = (x + 2) % 3;
      if (arc[a][b] == 0 && arc[b][a] == 0) {
        return -1;
      }
      if (arc[a][b] != 0 && arc[b][a] != 0) {
        mutual++;
        third = x;
      }
    }
    if (mutual == 3) {
      return 3;
    }
    if (mutual == 1) {
      // Single connections join the third node to the pair: into it, out of it, or one of each.
      int into = 0;
      for (int a = 0; a < 3; a++) {
        into += arc[a][third] != 0 ? 1 : 0;
      }
      return into == 2 ? 1 : into == 0 ? 2 : -1;
    }
    boolean cycle =
        (arc[0][1] != 0 && arc[1][2] != 0 && arc[2][0] != 0)
            || (arc[1][0] != 0 && arc[2][1] != 0 && arc[0][2] != 0);
    return mutual == 0 && !cycle ? 0 : -1;
  }
}
