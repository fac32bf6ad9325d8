package org.neuropil.matrix.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where an array's bytes come from: a place in a file, or a stream that is being inflated. */
interface ByteSource {
  /** Fills {@code target} from its position to its limit. */
  void fill(ByteBuffer target) throws IOException;

  /** The bytes of {@code channel} from {@code position} on. */
  static ByteSource of(FileChannel channel, long position) {
    return new ByteSource() {
      private long next = position;

      @Override
      public void fill(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
          int got = channel.read(target, next);
          if (got < 0) {
            throw new EOFException();
          }
          next += got;
        }
      }
    };
  }

  /** The bytes of {@code stream}; the target buffers must have arrays. */
  static ByteSource of(InputStream stream) {
    return target -> {
      int wanted = target.remaining();
      int got = stream.readNBytes(target.array(), target.arrayOffset() + target.position(), wanted);
      if (got < wanted) {
        throw new EOFException();
      }
      target.position(target.position() + got);
    };
  }
}
