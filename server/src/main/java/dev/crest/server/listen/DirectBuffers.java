package dev.crest.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Buffers outside the heap, also where heap is asked for. Netty's {@code SslHandler} takes heap
 * buffers for every engine that it does not know; a native engine would copy them through a direct
 * buffer of its own, 17 KB a connection, which only the garbage collector frees.
 *
 * <p>Such a buffer also has to hold all that Conscrypt's engine may have pending, which it hands
 * out in one piece or not at all: up to the 17,408 bytes of its BIO, as when a long reply follows
 * the session tickets. That is more than the engine calls its packet buffer size; with a buffer of
 * that size {@code SslHandler} would try for ever.
 */
final class DirectBuffers extends PooledByteBufAllocator {
  private static final int PAGE_BYTES = 8_192;
  private static final int MOST_DOUBLINGS = 7; // chunks of 1 MiB, so that memory follows the load
  private static final int LEAST_BYTES = 32_768;
  private static final int SMALL_CACHED = 256;
  private static final int NORMAL_CACHED = 64;

  /**
   * @param arenas as many as threads that allocate
   */
  DirectBuffers(int arenas) {
    super(true, 0, arenas, PAGE_BYTES, MOST_DOUBLINGS, SMALL_CACHED, NORMAL_CACHED, false);
  }

  @Override
  public ByteBuf heapBuffer(int initialCapacity, int maxCapacity) {
    return directBuffer(Math.max(initialCapacity, LEAST_BYTES), maxCapacity);
  }
}
