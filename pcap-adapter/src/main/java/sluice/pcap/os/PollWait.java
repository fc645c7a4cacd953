package sluice.pcap.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import sluice.live.IdleWait;

/**
 * Waits in ppoll(2) until a descriptor can be read, or until somebody calls {@link #wake}, which
 * writes to an eventfd(2) among them.
 */
public final class PollWait implements IdleWait {
    private static final int POLL_FD_OCTETS = 8; // int descriptor, short asked, short answered
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    // Nothing of it is freed while a thread may still be in here: the garbage collector does it.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment callState = Libc.newCallState(arena);
    private final MemorySegment pollFds;
    private final int count;
    private final MemorySegment timeout = arena.allocate(16, 8);
    private final MemorySegment drained = arena.allocate(8, 8);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private final int event;

    /** Held over every use of {@link #event} by other threads, so that none comes after close. */
    private final ReentrantLock lock = new ReentrantLock();

    private final MemorySegment wakersState = Libc.newCallState(arena); // under the lock
    private boolean closed; // under the lock

    /** A wait for these descriptors, which stay the caller's. */
    public PollWait(int... descriptors) {
        event = Libc.eventfd(callState);
        if (event < 0) throw new IllegalStateException("eventfd: " + Libc.errno(callState));
        count = descriptors.length + 1;
        pollFds = arena.allocate((long) POLL_FD_OCTETS * count, 8);
        for (int i = 0; i < count; i++) {
            long at = (long) POLL_FD_OCTETS * i;
            pollFds.set(JAVA_INT, at, i == 0 ? event : descriptors[i - 1]);
            pollFds.set(JAVA_SHORT, at + 4, Libc.POLLIN);
        }
    }

    @Override
    public void await(long nanos) {
        timeout.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        timeout.set(JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
        int ready = Libc.ppoll(callState, pollFds, count, timeout);
        if (ready > 0 && pollFds.get(JAVA_SHORT, 6) != 0) Libc.read(callState, event, drained);
    }

    /** Which of the descriptors the last wait found ready, by its index. */
    public boolean ready(int index) {
        return pollFds.get(JAVA_SHORT, (long) POLL_FD_OCTETS * (index + 1) + 6) != 0;
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            if (!closed) Libc.write(wakersState, event, one, Long.BYTES);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) Libc.close(wakersState, event);
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
