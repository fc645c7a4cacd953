package sluice.winstack;

import sluice.ndis.Lookahead;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.OpenBlock;
import sluice.ndis.ProtocolBinding;
import sluice.packet.Packet;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;

/**
 * A {@link PointFilter} as a driver that patches open blocks. Its handlers are never taken out,
 * since others may have been patched over them: a hook that is removed lets everything through.
 *
 * <p>What it stops on the way in, its protocol does not get; other bindings do. It changes sends
 * only: received octets are shown to every binding, and none may write to them.
 */
final class NdisHook {
    private final PointFilter filter;
    private final Seen outgoing = new Seen(InterceptionPoint.NDIS_HOOK);
    private final Seen incoming = new Seen(InterceptionPoint.NDIS_HOOK);
    private boolean resting;

    NdisHook(PointFilter filter) {
        this.filter = filter;
    }

    void rest() {
        resting = true;
    }

    void patch(OpenBlock block) {
        var send = block.sendHandler();
        block.setSendHandler((from, packet) -> send(send, from, packet));
        var receivePacket = block.receivePacketHandler();
        block.setReceivePacketHandler((to, packet) -> receivePacket(receivePacket, to, packet));
        var receive = block.receiveHandler();
        block.setReceiveHandler((to, frame) -> receive(receive, to, frame));
    }

    private static void charge(ProtocolBinding binding) {
        var host = binding.adapter().host();
        host.charge(host.costs().layerCallNanos());
    }

    private NdisStatus send(
            OpenBlock.SendHandler original, ProtocolBinding from, NdisPacket packet) {
        if (resting) return original.send(from, packet);
        charge(from);
        Packet frame = packet.packet();
        if (filter.decide(outgoing.packet(Form.FRAME, Direction.OUT, frame, false))
                != Decision.STOP) return original.send(from, packet);
        packet.discard(WindowsDrop.POINT_NDIS_HOOK);
        return NdisStatus.SUCCESS; // a filter that stops does not say so
    }

    private int receivePacket(
            OpenBlock.ReceivePacketHandler original, ProtocolBinding to, NdisPacket packet) {
        if (resting) return original.receivePacket(to, packet);
        charge(to);
        Packet frame = packet.packet();
        Seen shown =
                incoming.octets(
                        Form.FRAME,
                        Direction.IN,
                        frame.octets(),
                        frame.offset(),
                        frame.lengthOctets());
        boolean stops = filter.decide(shown) == Decision.STOP;
        return stops ? 0 : original.receivePacket(to, packet);
    }

    /** Of a look-ahead only the beginning is there to be looked at, for reading. */
    private NdisStatus receive(
            OpenBlock.ReceiveHandler original, ProtocolBinding to, Lookahead frame) {
        if (resting) return original.receive(to, frame);
        charge(to);
        int header = frame.headerLengthOctets();
        byte[] beginning = new byte[header + frame.lookaheadLengthOctets()];
        System.arraycopy(frame.header(), frame.headerOffset(), beginning, 0, header);
        System.arraycopy(
                frame.lookahead(),
                frame.lookaheadOffset(),
                beginning,
                header,
                frame.lookaheadLengthOctets());
        Seen shown = incoming.octets(Form.FRAME, Direction.IN, beginning, 0, beginning.length);
        boolean stops = filter.decide(shown) == Decision.STOP;
        return stops ? NdisStatus.NOT_ACCEPTED : original.receive(to, frame);
    }
}
