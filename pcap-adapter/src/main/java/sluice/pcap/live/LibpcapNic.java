package sluice.pcap.live;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.live.LiveNic;
import sluice.live.Shard;
import sluice.nic.NicOptions;
import sluice.pcap.file.LinkType;
import sluice.pcap.os.Interfaces;
import sluice.pcap.os.PollWait;
import sluice.ring.OneToOneSlotRing;
import sluice.world.Host;

/**
 * A NIC whose wire is an Ethernet interface of this machine, read and written through libpcap: an
 * emulated station on a real segment, beside the machine's own.
 *
 * <p>A thread of its own reads and injects, since one handle allows no two threads; frames cross to
 * the shard in a ring each way. A full inward ring leaves frames in the kernel's ring, which counts
 * what it loses ({@link LibpcapHandle#stats}). Frames longer than the MTU allows are dropped here
 * and counted, see {@link #oversizedFrames}: switch off the interface's receive offloads.
 */
public final class LibpcapNic extends LiveNic implements AutoCloseable {
    private static final int SLOTS = 1024;
    private static final int ETHERNET_HEADER_OCTETS = 18; // with a tag
    private static final int MTU_DEFAULT = 1500;
    private static final int KERNEL_SLOT_OCTETS = 2048;
    private static final int BURST_FRAMES = 64;
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
    private static final long FULL_WAIT_NANOS = 50_000;

    private final LibpcapHandle handle;
    private final OneToOneSlotRing inward;
    private final OneToOneSlotRing outward;
    private final byte[] leaving;
    private final PollWait wait;
    private final Thread thread;
    private volatile @Nullable Shard shard;
    private volatile boolean stopping;
    private volatile boolean asleep; // as a shard's: set before the last look, read after an offer
    private volatile @Nullable String failed;
    private final AtomicLong refusedFrames = new AtomicLong();
    private final AtomicLong oversizedFrames = new AtomicLong();

    private LibpcapNic(Host host, LibpcapHandle handle, NicOptions options) {
        super(host, handle.name(), options);
        this.handle = handle;
        int slotOctets = options.mtuOctets() + ETHERNET_HEADER_OCTETS;
        this.inward = new OneToOneSlotRing(SLOTS, slotOctets);
        this.outward = new OneToOneSlotRing(SLOTS, slotOctets);
        this.leaving = new byte[slotOctets];
        this.wait = new PollWait(handle.descriptor());
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("sluice-door " + handle.name())
                        .unstarted(this::run);
    }

    /**
     * Opens an interface for frames that come in, and puts the NIC with station address {@code mac}
     * into {@code host}. Comes before the shard starts.
     *
     * @throws IllegalArgumentException if the host's world is virtual, or has a NIC of that name
     */
    public static DeviceOpening<LibpcapNic> open(Host host, String name, long mac) {
        int mtu = Interfaces.find(name).map(Interfaces.State::mtuOctets).orElse(MTU_DEFAULT);
        int slotOctets = mtu + ETHERNET_HEADER_OCTETS;
        var options =
                new LibpcapOptions(
                        name,
                        Math.min(slotOctets, LibpcapOptions.SNAP_OCTETS_MAX),
                        true,
                        LibpcapOptions.Direction.IN,
                        SLOTS * Math.max(slotOctets, KERNEL_SLOT_OCTETS),
                        true);
        return switch (LibpcapHandle.open(options)) {
            case DeviceOpening.Refused<LibpcapHandle>(var why) -> new DeviceOpening.Refused<>(why);
            case DeviceOpening.Opened<LibpcapHandle>(var handle) -> putIn(host, handle, mac, mtu);
        };
    }

    private static DeviceOpening<LibpcapNic> putIn(
            Host host, LibpcapHandle handle, long mac, int mtu) {
        String name = handle.name();
        if (!handle.linkType().equals(LinkType.ETHERNET) || handle.descriptor() < 0) {
            String why = name + " is no Ethernet interface: " + handle.linkType();
            handle.close();
            return new DeviceOpening.Refused<>(
                    new DeviceProblem(DeviceProblem.Kind.REFUSED, why, ""));
        }
        var nic = new LibpcapNic(host, handle, new NicOptions(mac, mtu, SLOTS, SLOTS));
        try {
            host.putIn(nic);
        } catch (IllegalArgumentException refusal) {
            nic.wait.close();
            handle.close();
            throw refusal;
        }
        return new DeviceOpening.Opened<>(nic);
    }

    /** Frames the interface did not take; any thread. */
    public long refusedByInterface() {
        return refusedFrames.get();
    }

    /** Frames that were longer than the MTU allows; any thread. */
    public long oversizedFrames() {
        return oversizedFrames.get();
    }

    // ---- the shard's side --------------------------------------------------------------------

    @Override
    public void opened(Shard owner) {
        shard = owner;
        thread.start();
    }

    @Override
    protected int nextFrameOctets() {
        int length = inward.nextLength();
        if (length > 0) return length;
        String why = failed;
        if (why != null) setGone(why);
        return 0;
    }

    @Override
    protected void copyFrame(byte[] into, int offset, int lengthOctets) {
        inward.poll(into, offset);
    }

    @Override
    protected Written write(byte[] octets, int offset, int lengthOctets) {
        if (lengthOctets < 1 || lengthOctets > outward.slotOctets()) return Written.REFUSED;
        if (!outward.offer(octets, offset, lengthOctets)) return Written.FULL;
        VarHandle.fullFence(); // paired with the one before the door's last look
        if (asleep) wait.wake();
        return Written.TAKEN;
    }

    // ---- the door's thread -------------------------------------------------------------------

    private void run() {
        while (!stopping && failed == null) {
            if (turn() > 0) continue;
            asleep = true;
            VarHandle.fullFence();
            if (turn() == 0 && !stopping && failed == null) {
                boolean full = inward.count() == inward.capacitySlots();
                // With a full ring the descriptor stays readable: not asked, or this would spin.
                if (full) java.util.concurrent.locks.LockSupport.parkNanos(this, FULL_WAIT_NANOS);
                else wait.await(WAIT_NANOS_MAX);
            }
            asleep = false;
        }
        wakeShard();
    }

    private int turn() {
        int moved = 0;
        while (moved < BURST_FRAMES) {
            int length = outward.poll(leaving, 0);
            if (length < 0) break;
            moved++;
            if (!handle.inject(leaving, 0, length)) refusedFrames.incrementAndGet();
        }
        int taken = 0;
        while (taken < BURST_FRAMES && inward.count() < inward.capacitySlots()) {
            LibpcapHandle.Next next = handle.next();
            if (next == LibpcapHandle.Next.FAILED) failed = handle.name() + ": " + handle.error();
            if (next != LibpcapHandle.Next.FRAME) break;
            taken++;
            pass();
        }
        if (taken > 0) wakeShard();
        return moved + taken;
    }

    private void pass() {
        int length = handle.wireOctets(); // more than was captured, if it is too long
        if (length != handle.capturedOctets() || length < 1 || length > inward.slotOctets()) {
            oversizedFrames.incrementAndGet();
            return;
        }
        int slot = inward.claim();
        handle.copy(inward.octets(), slot, length);
        inward.commit(length);
    }

    private void wakeShard() {
        Shard owner = shard;
        if (owner != null) owner.wake();
    }

    /** Ends the door's thread and lets go of the interface; only when no shard runs it any more. */
    @Override
    public void close() {
        stopping = true;
        wait.wake();
        if (shard != null) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
        }
        setGone(name() + " was closed");
        wait.close();
        handle.close();
    }
}
