package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of other programs are read, and other programs read ours. */
class PythonComparisonTest {
  /** The arrays of both directions; the same formulas stand in {@link #arrays()}. */
  private static final String ARRAYS =
      """
      import sys, numpy as np
      folder = sys.argv[1]
      arrays = {
          'f4': np.arange(24, dtype='<f4').reshape(2, 3, 4) / 8 - 1,
          'f8': np.array([np.nan, -np.inf, 1e300]),
          'i4': np.arange(-3, 3, dtype='<i4').reshape(3, 2),
          'i8': np.array(-2**62),
          'i1': np.array([-128, 127], dtype='i1'),
          'u1': np.array([0, 255], dtype='u1'),
          'b1': np.array([[True, False]]),
          'empty': np.zeros((0, 5), dtype='<f4'),
      }
      def same(found):
          assert sorted(found) == sorted(arrays), sorted(found)
          for name, array in arrays.items():
              assert found[name].dtype == array.dtype, name
              assert found[name].shape == array.shape, name
              assert found[name].tobytes() == array.tobytes(), name
      """;

  /** Reads a .safetensors file by the format's public description. */
  private static final String SAFETENSORS =
      """
      import json, struct
      def safetensors(path):
          raw = open(path, 'rb').read()
          n, = struct.unpack('<Q', raw[:8])
          header = json.loads(raw[8:8 + n])
          metadata = header.pop('__metadata__', {})
          types = {'F64': '<f8', 'F32': '<f4', 'I64': '<i8', 'I32': '<i4', 'I8': 'i1', 'U8': 'u1', 'BOOL': '?'}
          data, found, end = raw[8 + n:], {}, 0
          for name, entry in header.items():
              begin, stop = entry['data_offsets']
              assert begin == end
              dtype = np.dtype(types[entry['dtype']])
              assert (8 + n + begin) % dtype.itemsize == 0
              found[name] = np.frombuffer(data[begin:stop], dtype).reshape(entry['shape'])
              end = stop
          assert end == len(data)
          return found, metadata
      """;

  @TempDir Path folder;

  private static Map<String, NdArray> arrays() {
    float[] ramp = new float[24];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i / 8f - 1;
    }
    return Map.of(
        "f4", NdArray.of(ramp, 2, 3, 4),
        "f8", NdArray.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e300}, 3),
        "i4", NdArray.of(new int[] {-3, -2, -1, 0, 1, 2}, 3, 2),
        "i8", NdArray.of(new long[] {-(1L << 62)}),
        "i1", NdArray.ofBytes(DataType.INT8, new byte[] {-128, 127}, 2),
        "u1", NdArray.ofBytes(DataType.UINT8, new byte[] {0, -1}, 2),
        "b1", NdArray.ofBytes(DataType.BOOL, new byte[] {1, 0}, 1, 2),
        "empty", NdArray.of(new float[0], 0, 5));
  }

  @Test
  void numpyReadsOurs() {
    ArrayFile.write(folder.resolve("a.npz"), arrays(), Map.of("key", "value"));
    arrays().forEach((n, a) -> ArrayFile.write(folder.resolve(n + ".npy"), Map.of(n, a), Map.of()));
    ArrayFile.write(folder.resolve("a.safetensors"), arrays(), Map.of("key", "\u03b7"));
    Python.run(
        "numpy",
        ARRAYS
            + SAFETENSORS
            + """
            same(dict(np.load(folder + '/a.npz', allow_pickle=False)))
            same({n: np.load(f'{folder}/{n}.npy', allow_pickle=False) for n in arrays})
            found, metadata = safetensors(folder + '/a.safetensors')
            same(found)
            assert metadata == {'key': '\\u03b7'}
            import zipfile
            assert zipfile.ZipFile(folder + '/a.npz').testzip() is None
            """,
        folder);
  }

  @Test
  void weReadNumpys() {
    Python.run(
        "numpy",
        ARRAYS
            + """
            np.savez(folder + '/stored.npz', **arrays)
            np.savez_compressed(folder + '/deflated.npz', **arrays)
            for name, array in arrays.items():
                np.save(f'{folder}/{name}.npy', array)
            cube = np.arange(24, dtype='>i4').reshape(2, 3, 4)
            np.save(folder + '/fortran.npy', np.asfortranarray(cube))
            np.save(folder + '/half.npy', np.array([0.1, 65504, -np.inf], dtype='<f2'))
            np.save(folder + '/object.npy', np.array([{}], dtype=object), allow_pickle=True)
            for version in (1, 2, 3):
                with open(f'{folder}/v{version}.npy', 'wb') as out:
                    np.lib.format.write_array(out, arrays['i4'], version=(version, 0))
            """,
        folder);
    assertThat(ArrayFile.read(folder.resolve("stored.npz"))).isEqualTo(arrays());
    assertThat(ArrayFile.read(folder.resolve("deflated.npz"))).isEqualTo(arrays());
    arrays().forEach((name, array) -> assertThat(single(name)).isEqualTo(array));
    int[] expected = new int[24];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = i;
    }
    assertThat(single("fortran")).isEqualTo(NdArray.of(expected, 2, 3, 4));
    assertThat(single("half").toFloats())
        .containsExactly(0.099975586f, 65504, Float.NEGATIVE_INFINITY);
    for (int version = 1; version <= 3; version++) {
      assertThat(single("v" + version)).isEqualTo(arrays().get("i4"));
    }
    assertThatThrownBy(() -> single("object"))
        .hasMessageContaining("Python objects (pickle), which are never loaded");
  }

  private NdArray single(String name) {
    return ArrayFile.read(folder.resolve(name + ".npy")).values().iterator().next();
  }

  @Test
  void scipyAndWeReadEachOther() {
    CsrArrays matrix = FormatSamples.smallMatrix();
    SparseNpz.write(folder.resolve("ours.npz"), matrix);
    Python.run(
        "scipy.sparse",
        """
        import sys, numpy as np, scipy.sparse as sp
        folder = sys.argv[1]
        m = sp.load_npz(folder + '/ours.npz')
        assert m.format == 'csr' and m.dtype == np.float32 and m.nnz == 4
        assert m.toarray().tolist() == [[1, 0, 0, 0], [0, 0, 0, 0], [0, -2.5, 4, 0]]
        for kind in ('csr', 'csc', 'coo'):
            for compressed in (False, True):
                sp.save_npz(f'{folder}/{kind}{compressed}.npz', m.asformat(kind), compressed)
        """,
        folder);
    for (String kind : new String[] {"csr", "csc", "coo"}) {
      assertThat(SparseNpz.read(folder.resolve(kind + "False.npz"))).isEqualTo(matrix);
      assertThat(SparseNpz.read(folder.resolve(kind + "True.npz"))).isEqualTo(matrix);
    }
  }

  /** PyTorch computes the same hidden state from our weights as their definition gives. */
  @Test
  void torchLoadsOurWeights() {
    CsrArrays hidden =
        new CsrArrays(3, 3, new int[] {0, 1, 1, 3}, new int[] {2, 0, 1}, new float[] {0.5f, 2, 4});
    Map<String, NdArray> others =
        Map.of(
            "rnn.weight_ih_l0", NdArray.of(new float[] {1, 2, 3}, 3, 1),
            "rnn.bias_ih_l0", NdArray.of(new float[] {0.5f, 0, 0}, 3),
            "rnn.bias_hh_l0", NdArray.of(new float[3], 3));
    Path sparse = folder.resolve("sparse.safetensors");
    WeightFile.write(sparse, Map.of("rnn.weight_hh_l0", hidden), others, Map.of());
    Python.run(
        "numpy, torch",
        "import sys, numpy as np\n"
            + SAFETENSORS
            + """
            import torch
            found, metadata = safetensors(sys.argv[1])
            state = {n: torch.from_numpy(a.copy()) for n, a in found.items()}
            name = 'rnn.weight_hh_l0'
            parts = [state.pop(f'{name}.{p}') for p in ('crow_indices', 'col_indices', 'values')]
            shape = json.loads(metadata[name + '.shape'])
            state[name] = torch.sparse_csr_tensor(*parts, size=shape).to_dense()
            model = torch.nn.Module()
            model.rnn = torch.nn.RNN(1, 3, nonlinearity='relu')
            model.load_state_dict(state)
            # By hand: h1 = relu([1.5, 2, 3]); W h1 = [0.5 * 3, 0, 2 * 1.5 + 4 * 2].
            h = model.rnn(torch.ones(2, 1, 1))[0][1, 0]
            assert h.tolist() == [3.0, 2.0, 14.0], h
            np.savez(sys.argv[2], **{n: t.numpy() for n, t in model.state_dict().items()})
            """,
        sparse,
        folder.resolve("dense.npz"));
    WeightFile dense = WeightFile.read(folder.resolve("dense.npz"));
    assertThat(dense.hidden()).isEqualTo(Map.of("rnn.weight_hh_l0", hidden));
    assertThat(dense.others()).isEqualTo(others);
  }
}
