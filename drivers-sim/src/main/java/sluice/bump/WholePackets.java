package sluice.bump;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.inet.InetDrop;
import sluice.inet.Reassembler;
import sluice.inet.ReassemblyOptions;
import sluice.inet.ReassemblySink;
import sluice.ndis.IntermediateContext;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.time.Timer;

/**
 * Puts IPv4 fragments together for ESP, which wants whole packets on the way in, and in transport
 * mode on the way out (RFC 4303 sections 3.3.4, 3.4.1). Fragments are copies of the driver's.
 */
final class WholePackets implements ReassemblySink<Packet> {
    static final int OUT = 0;
    static final int IN = 1;

    private final IntermediateContext here;
    private final Reassembler<Packet> reassembler = new Reassembler<>(ReassemblyOptions.WINDOWS);
    private final Timer timer;
    private @Nullable Packet last;
    private @Nullable Packet whole;

    WholePackets(IntermediateContext here) {
        this.here = here;
        this.timer = here.host().scheduler().timer(here.host().cpu().deferred(), this::timeIsOver);
    }

    /**
     * Takes a fragment, without its Ethernet header.
     *
     * @return the packet if it is whole now; the driver's place owns it
     */
    @Nullable Packet add(Packet fragment, int direction) {
        byte[] octets = fragment.octets();
        int at = fragment.offset();
        int length = fragment.lengthOctets();
        last = fragment;
        reassembler.addIpv4(octets, at, length, direction, fragment, now(), this);
        last = null;
        arm();
        Packet made = whole;
        whole = null;
        return made;
    }

    private long now() {
        return here.host().scheduler().nowNanos();
    }

    private void arm() {
        long next = reassembler.nextDeadlineNanos();
        if (next == Reassembler.NEVER) timer.cancel();
        else timer.arm(Math.max(0, next - now()));
    }

    private void timeIsOver() {
        reassembler.poll(now(), this);
        arm();
    }

    /** Gives up what waits. */
    void clear() {
        reassembler.clear(this);
        timer.cancel();
    }

    @Override
    public void ended(Packet fragment, @Nullable InetDrop why) {
        fragment.end(why == null ? BumpEnd.ESP_REASSEMBLED : why);
    }

    @Override
    public void whole(byte[] datagram, int lengthOctets, int largestFragmentOctets) {
        Packet parent = Objects.requireNonNull(last);
        PacketPool pool = here.host().world().pool();
        Packet made =
                pool.originateFrom(parent, here.place(), PacketPool.HEADROOM_OCTETS, lengthOctets);
        System.arraycopy(datagram, 0, made.writable(), made.offset(), lengthOctets);
        whole = made;
    }

    @Override
    public void expired(byte[] firstFragment) {
        // Nobody is told: on the way out the sender is this host, on the way in it is ESP.
    }
}
