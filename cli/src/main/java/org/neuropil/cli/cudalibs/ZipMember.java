package org.neuropil.cli.cudalibs;

/**
 * A file in a zip archive, as its central directory has it.
 *
 * @param name with folders
 * @param flags general purpose bits; bit 0 is encryption
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the content
 * @param packedBytes size in the archive
 * @param bytes size of the content
 * @param offset where its local header stands in the archive
 * @param end where the next thing begins, at or after its last byte
 */
record ZipMember(
    String name,
    int flags,
    int method,
    long crc,
    long packedBytes,
    long bytes,
    long offset,
    long end) {}
