package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/**
 * NDIS software loopback: shows sends to bindings of the same adapter that ask for them, in an own
 * descriptor over shared octets (Microsoft, "Looping Back NDIS Packets").
 *
 * <p>A frame to the adapter's own address is shown to all and not sent at all.
 */
final class Loopback {
    private static final int POOL_PACKETS = 4096;

    private final NdisAdapter adapter;
    private final NdisPacketPool pool;

    Loopback(NdisAdapter adapter) {
        this.adapter = adapter;
        this.pool = new NdisPacketPool("loopback", POOL_PACKETS, adapter.joins());
    }

    /** Shows the send to whom it may concern; true if that was all that was to be done with it. */
    boolean takes(ProtocolBinding sender, NdisPacket packet) {
        if ((packet.flags() & PacketFlags.DONT_LOOPBACK) != 0) return false;
        boolean only = (packet.flags() & PacketFlags.LOOPBACK_ONLY) != 0;
        boolean toSelf = packet.lengthOctets() >= 6 && packet.u48(0) == adapter.mac();
        if (!only && !toSelf && !adapter.someoneListensToSends(sender)) return false;
        show(toSelf || only ? null : sender, packet);
        if (!only && !toSelf) return false;
        packet.discard(NdisEnd.LOOPED_BACK);
        return true;
    }

    private void show(@Nullable ProtocolBinding except, NdisPacket packet) {
        Packet whole = packet.packet();
        Packet shared = whole.share(whole.owner());
        NdisPacket looped = pool.allocate(shared);
        if (looped == null) {
            shared.end(NdisDrop.NO_LOOPBACK_DESCRIPTOR);
            return;
        }
        looped.setFlags(PacketFlags.IS_LOOPBACK_PACKET);
        adapter.receives.beginLoop(looped);
        if (adapter.receives.offer(looped, except) == 0) {
            adapter.receives.done(looped);
            free(looped);
        }
        adapter.receives.bindingsComplete();
    }

    void free(NdisPacket looped) {
        pool.free(looped);
    }
}
