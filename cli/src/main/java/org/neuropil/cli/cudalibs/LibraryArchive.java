package org.neuropil.cli.cudalibs;

import java.net.URI;
import java.util.List;

/**
 * An archive of libraries as Maven repositories have it, and the files of it that are wanted. Sizes
 * and digests are fixed here, so that no repository can put other code into the place of NVIDIA's.
 *
 * @param coordinates Maven's name of the archive
 * @param path where it stands below a repository's address
 * @param folder the folder of the libraries in the archive, with a slash at its end
 * @param files the wanted ones
 */
public record LibraryArchive(
    String coordinates, String path, String folder, List<LibraryFile> files) {
  /** NVIDIA's licence for these files. The archive itself holds no copy of it. */
  public static final String LICENCE = "https://docs.nvidia.com/cuda/eula/";

  /** What the CUDA back end loads, of CUDA 12.6: 685 of the archive's 2,027 MB. */
  public static final LibraryArchive CUDA_12_6 =
      new LibraryArchive(
          "org.bytedeco:cuda:12.6-9.5-1.5.11:linux-x86_64-redist",
          "org/bytedeco/cuda/12.6-9.5-1.5.11/cuda-12.6-9.5-1.5.11-linux-x86_64-redist.jar",
          "org/bytedeco/cuda/linux-x86_64/",
          List.of(
              new LibraryFile(
                  "libcublasLt.so.12",
                  318_974_939,
                  491_102_736,
                  "dd8e52dba3944b07d9d264c0bb58a27cbb96ec3ce8979c51d75d5de893d02a8e"),
              new LibraryFile(
                  "libcublas.so.12",
                  73_878_090,
                  108_244_960,
                  "ba1f6659accd9dddfd434f90a8cae7f0cd750fa8302c5125b94e17783b4e9944"),
              new LibraryFile(
                  "libnvJitLink.so.12",
                  19_724_566,
                  50_418_984,
                  "540719bf19b16cd21725e5c2c05a7f1515e229e46520670efb9ecbe5e99db5b1"),
              new LibraryFile(
                  "libcusparse.so.12",
                  216_518_156,
                  293_490_680,
                  "58ffc54edb1d007f56a1718aaadcb30f45bbf662f43515920ea8ff094304bdbf"),
              new LibraryFile(
                  "libcurand.so.10",
                  55_768_078,
                  96_472_496,
                  "12411c1e921cd3cac4e0d2f58024a3e6bbb7cea584d5cd768ad908ec762c5545")));

  /** Copies the list. */
  public LibraryArchive {
    files = List.copyOf(files);
  }

  /**
   * One library.
   *
   * @param name of the file, without folders
   * @param packedBytes its size in the archive, as announced before anything is fetched
   * @param bytes its size
   * @param sha256 digest of its content, in hexadecimal
   */
  public record LibraryFile(String name, long packedBytes, long bytes, String sha256) {}

  /** The archive's address in the repository at {@code base}. */
  URI at(URI base) {
    String text = base.toString();
    return URI.create(text.endsWith("/") ? text + path : text + "/" + path);
  }
}
