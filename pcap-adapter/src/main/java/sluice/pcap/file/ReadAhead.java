package sluice.pcap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A large file, read ahead by a second thread while the first works through what is there.
 *
 * <pre>
 *   chunk        0        1        2        3        4
 *             [ used ] [ filled ] [ read ] [ read ] [ free ]
 *                         ^          ^        ^
 *                         user       second   user, when it would have to wait
 *                                    thread
 * </pre>
 *
 * The octets come in the order of the file, and a failure at the place where it happened: nobody
 * above can tell that two threads are at work. A user that finds its chunk not yet there does not
 * wait but reads one of the next itself. One user thread, which closes it.
 */
final class ReadAhead implements ReadableByteChannel {
    /** Below this a second thread costs more than it saves. */
    static final long WORTH_OCTETS = 16L << 20;

    private static final int CHUNK_OCTETS = 256 * 1024;
    private static final int SLOTS = 8;

    /** A chunk on its way: claimed by who reads it, filled, used, free again. */
    private static final class Slot {
        final ByteBuffer octets;
        boolean filled;
        boolean isLast;
        @Nullable IOException failure;

        Slot(int chunkOctets) {
            octets = ByteBuffer.allocateDirect(chunkOctets);
        }
    }

    private final FileChannel file;
    private final int chunkOctets;
    private final Thread reader;
    private final Slot[] slots = new Slot[SLOTS];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long claimed;
    private long used;
    private boolean ended;
    private boolean closed;

    /** Begins to read at once; the file is closed with this. */
    static ReadAhead begin(FileChannel file) {
        return begin(file, CHUNK_OCTETS);
    }

    static ReadAhead begin(FileChannel file, int chunkOctets) {
        ReadAhead ahead = new ReadAhead(file, chunkOctets);
        ahead.reader.start();
        return ahead;
    }

    private ReadAhead(FileChannel file, int chunkOctets) {
        this.file = file;
        this.chunkOctets = chunkOctets;
        for (int i = 0; i < SLOTS; i++) slots[i] = new Slot(chunkOctets);
        reader = new Thread(this::readOn, "capture-read-ahead");
        reader.setDaemon(true);
    }

    /** Whether two threads can be of use for a file of this size here. */
    static boolean isWorth(long sizeOctets) {
        return sizeOctets >= WORTH_OCTETS && Runtime.getRuntime().availableProcessors() > 1;
    }

    private void readOn() {
        for (long chunk = claimOrWait(); chunk >= 0; chunk = claimOrWait()) fill(chunk);
    }

    /** The next chunk that nobody reads, once a slot is free for it; -1 when there is no more. */
    private long claimOrWait() {
        lock.lock();
        try {
            while (!closed && !ended && claimed - used >= SLOTS) changed.awaitUninterruptibly();
            return closed || ended ? -1 : claimed++;
        } finally {
            lock.unlock();
        }
    }

    private void fill(long chunk) {
        Slot slot = slots[(int) (chunk % SLOTS)];
        IOException failure = null;
        slot.octets.clear();
        try {
            long at = chunk * chunkOctets;
            while (slot.octets.hasRemaining()) {
                int got = file.read(slot.octets, at + slot.octets.position());
                if (got < 0) break;
            }
        } catch (IOException cause) {
            failure = cause;
        }
        boolean isLast = failure != null || slot.octets.hasRemaining();
        slot.octets.flip();
        lock.lock();
        try {
            slot.failure = failure;
            slot.isLast = isLast;
            slot.filled = true;
            ended |= isLast;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        Slot slot = current();
        if (!slot.octets.hasRemaining()) {
            if (slot.failure != null) throw slot.failure;
            return -1;
        }
        int length = Math.min(target.remaining(), slot.octets.remaining());
        target.put(target.position(), slot.octets, slot.octets.position(), length);
        target.position(target.position() + length);
        slot.octets.position(slot.octets.position() + length);
        if (!slot.octets.hasRemaining() && !slot.isLast) release(slot);
        return length;
    }

    /** The chunk that is used next, once it is filled; fills others rather than to wait. */
    private Slot current() throws IOException {
        Slot slot = slots[(int) (used % SLOTS)];
        for (long chunk = claimOrFind(slot); chunk >= 0; chunk = claimOrFind(slot)) fill(chunk);
        return slot;
    }

    /** A chunk to fill meanwhile, or -1 as soon as {@code slot} is filled. */
    private long claimOrFind(Slot slot) throws IOException {
        lock.lock();
        try {
            while (true) {
                if (closed) throw new ClosedChannelException();
                if (slot.filled) return -1;
                if (!ended && claimed - used < SLOTS) return claimed++;
                changed.await();
            }
        } catch (InterruptedException _) {
            // as a file channel does when the thread in it is interrupted
            close();
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } finally {
            lock.unlock();
        }
    }

    private void release(Slot slot) {
        lock.lock();
        try {
            slot.filled = false;
            used++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The second thread, for who wants to see it end. */
    Thread reader() {
        return reader;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        file.close();
    }
}
