package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.inet.InetDrop;
import sluice.inet.Reassembler;
import sluice.inet.ReassemblyOptions;
import sluice.inet.ReassemblySink;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.time.Timer;

/** Fragments of one family that wait for the rest of their datagram; the ip place owns them. */
final class Reassembly implements ReassemblySink<Packet> {
    private final TcpIp stack;
    private final boolean v6;
    private final Reassembler<Packet> reassembler = new Reassembler<>(ReassemblyOptions.WINDOWS);
    private final Timer timer;
    private @Nullable Packet last;
    private @Nullable Packet whole;

    Reassembly(TcpIp stack, boolean v6) {
        this.stack = stack;
        this.v6 = v6;
        this.timer = stack.scheduler.timer(stack.cpu.deferred(), this::timeIsOver);
    }

    /** Takes a fragment; returns the datagram if it is whole now. */
    @Nullable Packet add(@Nullable NetInterface netif, Packet fragment) {
        int context = netif == null ? 0 : netif.index;
        byte[] octets = fragment.octets();
        int at = fragment.offset();
        int length = fragment.lengthOctets();
        last = fragment;
        if (v6) reassembler.addIpv6(octets, at, length, context, fragment, stack.now(), this);
        else reassembler.addIpv4(octets, at, length, context, fragment, stack.now(), this);
        last = null;
        arm();
        Packet made = whole;
        whole = null;
        return made;
    }

    private void arm() {
        long next = reassembler.nextDeadlineNanos();
        if (next == Reassembler.NEVER) timer.cancel();
        else timer.arm(Math.max(0, next - stack.now()));
    }

    private void timeIsOver() {
        reassembler.poll(stack.now(), this);
        arm();
    }

    @Override
    public void ended(Packet fragment, @Nullable InetDrop why) {
        fragment.end(why == null ? WindowsEnd.REASSEMBLED : why);
    }

    @Override
    public void whole(byte[] datagram, int lengthOctets, int largestFragmentOctets) {
        Packet parent = java.util.Objects.requireNonNull(last);
        int headroom = PacketPool.HEADROOM_OCTETS;
        Packet made = stack.pool.originateFrom(parent, stack.ip, headroom, lengthOctets);
        System.arraycopy(datagram, 0, made.octets(), made.offset(), lengthOctets);
        whole = made;
    }

    @Override
    public void expired(byte[] firstFragment) {
        if (v6) stack.icmp6.reassemblyExpired(firstFragment);
        else stack.icmp4.reassemblyExpired(firstFragment);
    }
}
