package sluice.ndis;

import sluice.packet.Packet;

/**
 * NDIS software loopback: shows sends to bindings of the same adapter that ask for them, in an own
 * descriptor over shared octets (Microsoft, "Looping Back NDIS Packets").
 *
 * <pre>
 *   who is shown a send    other bindings: PROMISCUOUS or ALL_LOCAL, without NO_LOCAL
 *                          the sender, NDIS 5: the same, without the option NO_LOOPBACK
 *                          the sender, NDIS 6: if it sent with CHECK_FOR_LOOPBACK
 *   what stops it          DONT_LOOPBACK on the packet, for all bindings
 * </pre>
 *
 * <p>Once one binding asks for a send, all others whose packet filter takes the frame see it too. A
 * frame to the adapter's own address is shown to all and not sent at all. All this is left to a
 * miniport that loops by itself: one that answers OID_GEN_MAC_OPTIONS without NO_LOOPBACK.
 */
final class Loopback {
    private static final int POOL_PACKETS = 4096;

    private final NdisAdapter adapter;
    private final NdisPacketPool pool;
    private boolean miniportLoops;

    Loopback(NdisAdapter adapter) {
        this.adapter = adapter;
        this.pool = new NdisPacketPool("loopback", POOL_PACKETS, adapter.joins());
    }

    /** Asks, once, who is to loop. */
    void askMiniport() {
        var request = OidRequest.query(Oid.GEN_MAC_OPTIONS);
        request.answer(MacOptions.NO_LOOPBACK); // stays if the miniport writes nothing
        boolean known = adapter.request(request) == NdisStatus.SUCCESS;
        boolean meant = known && (request.value() & ~MacOptions.KNOWN) == 0;
        miniportLoops = meant && (request.value() & MacOptions.NO_LOOPBACK) == 0;
    }

    /** Shows the send to whom it may concern; true if that was all that was to be done with it. */
    boolean takes(ProtocolBinding sender, NdisPacket packet) {
        if ((packet.flags() & PacketFlags.DONT_LOOPBACK) != 0) return false;
        boolean only = (packet.flags() & PacketFlags.LOOPBACK_ONLY) != 0;
        if (miniportLoops && !only) return false;
        boolean toSelf = packet.lengthOctets() >= 6 && packet.u48(0) == adapter.mac();
        boolean toSender = sender.takesOwnSends(packet, toSelf || only);
        if (!only && !toSelf && !toSender && !anotherListens(sender)) return false;
        show(sender, toSender, packet, !toSelf && !only);
        if (!only && !toSelf) return false;
        packet.discard(NdisEnd.LOOPED_BACK);
        return true;
    }

    private boolean anotherListens(ProtocolBinding sender) {
        for (ProtocolBinding binding : adapter.bindings()) {
            if (binding != sender && PacketFilters.wantsSends(binding.packetFilter())) return true;
        }
        return false;
    }

    private void show(
            ProtocolBinding sender, boolean toSender, NdisPacket packet, boolean copyOfSend) {
        Packet whole = packet.packet();
        Packet shared = whole.share(whole.owner());
        NdisPacket looped = pool.allocate(shared);
        if (looped == null) {
            shared.end(NdisDrop.NO_LOOPBACK_DESCRIPTOR);
            return;
        }
        looped.setFlags(PacketFlags.IS_LOOPBACK_PACKET);
        looped.copyOfSend = copyOfSend;
        adapter.receives.beginLoop(looped);
        if (adapter.handover == null) {
            offer(looped, sender, toSender);
            return;
        }
        // receive handlers run at DISPATCH_LEVEL, whatever the sender's is
        Irql before = adapter.ndis().raise(Irql.DISPATCH);
        try {
            offer(looped, sender, toSender);
        } finally {
            adapter.ndis().lower(before);
        }
    }

    private void offer(NdisPacket looped, ProtocolBinding sender, boolean toSender) {
        if (adapter.receives.offer(looped, sender, toSender) == 0) {
            adapter.receives.done(looped);
            free(looped);
        }
        adapter.receives.bindingsComplete();
    }

    void free(NdisPacket looped) {
        pool.free(looped);
    }
}
