package sluice.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One thread produces, one consumes: every message arrives once, in order and whole. The only tests
 * with threads of their own; what they find depends on the machine, so they run many messages over
 * small rings, where wrap, full and empty happen all the time.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RingTwoThreadTest {
    private static final int MESSAGES =
            "whole".equals(System.getProperty("sluice.effort")) ? 1_000_000 : 100_000;

    /** Lengths 8..47; a message carries its number, and octets that follow from it. */
    private static int length(int number) {
        return 8 + (number * 7 & 31) + (number & 7);
    }

    private static byte[] fill(byte[] message, int number) {
        int length = length(number);
        for (int i = 0; i < length; i++) {
            message[i] = Records.octet(number, i);
        }
        return message;
    }

    /** What the consumer has found so far; it throws at the first difference. */
    private static final class Checker {
        int arrived;

        void see(byte[] octets, int offset, int length) {
            if (length != length(arrived)) {
                throw new AssertionError(
                        "message " + arrived + ": length " + length + ", sent " + length(arrived));
            }
            for (int i = 0; i < length; i++) {
                if (octets[offset + i] != Records.octet(arrived, i)) {
                    throw new AssertionError("message " + arrived + ": octet " + i + " differs");
                }
            }
            arrived++;
        }
    }

    @Test
    void shouldPassEveryMessageThroughTheByteRing() {
        for (int batch : new int[] {1, 5, 64}) {
            for (int capacity : new int[] {128, 1000, 1 << 14}) {
                var ring = new OneToOneByteRing(capacity, batch, Long.MAX_VALUE - 100_003 & -4L);
                var checker = new Checker();
                var message = new byte[64];
                run(
                        number -> {
                            fill(message, number);
                            return () -> ring.offer(message, 0, length(number));
                        },
                        ring::flush,
                        () -> ring.drain(checker::see, 7),
                        checker);
            }
        }
    }

    @Test
    void shouldPassEveryMessageThroughTheSlotRing() {
        for (int batch : new int[] {1, 5, 64}) {
            for (int slots : new int[] {1, 3, 256}) {
                var ring = new OneToOneSlotRing(slots, 64, batch, Long.MAX_VALUE - 1003);
                var checker = new Checker();
                var message = new byte[64];
                var target = new byte[64];
                run(
                        number -> {
                            fill(message, number);
                            return () -> ring.offer(message, 0, length(number));
                        },
                        ring::flush,
                        () -> {
                            int length = ring.poll(target, 0);
                            if (length >= 0) {
                                checker.see(target, 0, length);
                            }
                            return length + 1;
                        },
                        checker);
            }
        }
    }

    @Test
    void shouldPassEveryReferenceOnce() {
        for (int batch : new int[] {1, 5}) {
            var ring = new OneToOneReferenceRing<byte[]>(6, batch, Long.MAX_VALUE - 1003);
            var checker = new Checker();
            run(
                    number -> {
                        byte[] message = fill(new byte[64], number);
                        return () -> ring.offer(message);
                    },
                    ring::flush,
                    () -> ring.drain(m -> checker.see(m, 0, length(checker.arrived)), 4),
                    checker);
        }
    }

    @FunctionalInterface
    private interface Messages {
        /** Prepares message {@code number}; the attempt may be repeated until it is true. */
        BooleanSupplier attempt(int number);
    }

    private static void run(
            Messages messages, Runnable flush, IntSupplier consume, Checker checker) {
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var producer =
                Thread.ofPlatform()
                        .name("producer")
                        .start(() -> {
                            try {
                                produce(messages, flush, failures);
                            } catch (Throwable e) {
                                failures.add(e);
                            }
                        });
        try {
            int idle = 0;
            while (checker.arrived < MESSAGES && failures.isEmpty()) {
                idle = consume.getAsInt() > 0 ? 0 : pause(idle);
            }
        } catch (AssertionError e) {
            failures.add(e);
        }
        join(producer);
        assertThat(failures).isEmpty();
        assertThat(checker.arrived).isEqualTo(MESSAGES);
        assertThat(consume.getAsInt()).isZero();
    }

    private static void produce(
            Messages messages, Runnable flush, ConcurrentLinkedQueue<Throwable> failures) {
        for (int number = 0; number < MESSAGES; number++) {
            var attempt = messages.attempt(number);
            int idle = 0;
            while (!attempt.getAsBoolean()) {
                if (!failures.isEmpty()) {
                    return;
                }
                idle = pause(idle);
            }
        }
        flush.run();
    }

    /** Spins a little, then lets the other thread have the processor: there may be only one. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static int pause(int idle) {
        if (idle < 64) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return idle + 1;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw new AssertionError(e);
        }
    }
}
