package sluice.benchmarks.ring;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jctools.queues.SpscArrayQueue;
import sluice.ring.OneToOneByteRing;
import sluice.ring.OneToOneReferenceRing;
import sluice.ring.OneToOneSlotRing;
import sluice.ring.RecordHandler;

/**
 * One way of passing messages, the same work in each: the payload is copied in, 8 octets are read
 * at the other side. The loops are written out in every class, so that none is compiled for all.
 */
abstract class Passing {
    /** As the peers are used: a batch of this many is looked at in one call. */
    static final int DRAIN_LIMIT = 256;

    private static final int SPINS = 200;

    final byte[] source = new byte[4096];

    /** What was read, alone on its cache lines: the consumer writes it for every message. */
    final long[] sum = new long[64];

    static final int SUM = 32;

    /** Hands over {@code messages} and makes them visible; waits while there is no room. */
    abstract void produce(int messages);

    /** Takes {@code messages}; waits while there are none. */
    abstract void consume(int messages);

    /** Spins, and after a while gives the processor away: there may be only one. */
    @SuppressWarnings("ThreadPriorityCheck")
    static int idle(int waited) {
        if (waited < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return waited + 1;
    }

    /** The contenders, by the name that the benchmarks' parameters use. */
    static Passing of(String name, int ringOctets, int lengthOctets, int batch) {
        return switch (name) {
            case "byteRing" -> new Bytes(ringOctets, lengthOctets, batch);
            case "slotRing" -> new Slots(ringOctets / lengthOctets, lengthOctets, batch);
            case "agrona" -> new Agrona(ringOctets, lengthOctets);
            case "referenceRing" -> new References(1024, batch);
            case "jctools" -> new Jctools(1024);
            default -> throw new IllegalArgumentException("no contender " + name);
        };
    }

    private static final class Bytes extends Passing {
        private final OneToOneByteRing ring;
        private final int length;
        private final RecordHandler read =
                (octets, offset, _) -> sum[SUM] += octets[offset] + octets[offset + 7];

        Bytes(int ringOctets, int length, int batch) {
            ring = new OneToOneByteRing(ringOctets, batch);
            this.length = length;
        }

        @Override
        void produce(int messages) {
            for (int i = 0; i < messages; i++) {
                int waited = 0;
                while (!ring.offer(source, 0, length)) {
                    waited = idle(waited);
                }
            }
            ring.flush();
        }

        @Override
        void consume(int messages) {
            int waited = 0;
            for (int count = 0; count < messages; ) {
                int drained = ring.drain(read, DRAIN_LIMIT);
                count += drained;
                waited = drained > 0 ? 0 : idle(waited);
            }
        }
    }

    private static final class Slots extends Passing {
        private final OneToOneSlotRing ring;
        private final int length;
        private final RecordHandler read =
                (octets, offset, _) -> sum[SUM] += octets[offset] + octets[offset + 7];

        Slots(int slots, int length, int batch) {
            ring = new OneToOneSlotRing(slots, length, batch);
            this.length = length;
        }

        @Override
        void produce(int messages) {
            for (int i = 0; i < messages; i++) {
                int waited = 0;
                while (!ring.offer(source, 0, length)) {
                    waited = idle(waited);
                }
            }
            ring.flush();
        }

        @Override
        void consume(int messages) {
            int waited = 0;
            for (int count = 0; count < messages; ) {
                int drained = ring.drain(read, DRAIN_LIMIT);
                count += drained;
                waited = drained > 0 ? 0 : idle(waited);
            }
        }
    }

    private static final class Agrona extends Passing {
        private final OneToOneRingBuffer ring;
        private final UnsafeBuffer message = new UnsafeBuffer(source);
        private final int length;
        private final MessageHandler read =
                (_, buffer, index, _) -> sum[SUM] += buffer.getLong(index);

        Agrona(int ringOctets, int length) {
            ring =
                    new OneToOneRingBuffer(
                            new UnsafeBuffer(
                                    ByteBuffer.allocateDirect(
                                            ringOctets + RingBufferDescriptor.TRAILER_LENGTH)));
            this.length = length;
        }

        @Override
        void produce(int messages) {
            for (int i = 0; i < messages; i++) {
                int waited = 0;
                while (!ring.write(1, message, 0, length)) {
                    waited = idle(waited);
                }
            }
        }

        @Override
        void consume(int messages) {
            int waited = 0;
            for (int count = 0; count < messages; ) {
                int drained = ring.read(read, DRAIN_LIMIT);
                count += drained;
                waited = drained > 0 ? 0 : idle(waited);
            }
        }
    }

    private static final class References extends Passing {
        private final OneToOneReferenceRing<byte[]> ring;

        @SuppressWarnings("UnnecessaryLambda") // one object for all calls
        private final Consumer<byte[]> read = message -> sum[SUM] += message[0] + message[7];

        References(int slots, int batch) {
            ring = new OneToOneReferenceRing<>(slots, batch);
        }

        @Override
        void produce(int messages) {
            for (int i = 0; i < messages; i++) {
                int waited = 0;
                while (!ring.offer(source)) {
                    waited = idle(waited);
                }
            }
            ring.flush();
        }

        @Override
        void consume(int messages) {
            int waited = 0;
            for (int count = 0; count < messages; ) {
                int drained = ring.drain(read, DRAIN_LIMIT);
                count += drained;
                waited = drained > 0 ? 0 : idle(waited);
            }
        }
    }

    private static final class Jctools extends Passing {
        private final SpscArrayQueue<byte[]> queue;

        Jctools(int slots) {
            queue = new SpscArrayQueue<>(slots);
        }

        @Override
        void produce(int messages) {
            for (int i = 0; i < messages; i++) {
                int waited = 0;
                while (!queue.offer(source)) {
                    waited = idle(waited);
                }
            }
        }

        @Override
        void consume(int messages) {
            int waited = 0;
            for (int count = 0; count < messages; ) {
                int drained =
                        queue.drain(message -> sum[SUM] += message[0] + message[7], DRAIN_LIMIT);
                count += drained;
                waited = drained > 0 ? 0 : idle(waited);
            }
        }
    }
}
