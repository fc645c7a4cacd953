package sluice.sim;

import org.jspecify.annotations.Nullable;
import sluice.ndis.Lookahead;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisBuffer;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.packet.Packet;
import sluice.trace.TraceSink;
import sluice.winstack.FullPackets;
import sluice.winstack.ReceiveWay;
import sluice.winstack.SimMiniport;

/**
 * How the miniport of a DM9000 brings frames up.
 *
 * <pre>
 *   packets:     Dm9LookupRxBuffer, DeviceReadString of all, NdisMIndicateReceivePacket
 *   look-ahead:  Dm9LookupRxBuffer, DeviceReadString of the beginning, NdisMEthIndicateReceive,
 *                and MiniportTransferData: DeviceReadString of what a protocol asks for
 * </pre>
 *
 * <p>With look-aheads a frame stays in the chip while it is indicated; what nobody asks for is
 * never read.
 */
public final class Dm9Receives implements ReceiveWay {
    private static final int HEADER_OCTETS = 14;
    private static final int LOOKAHEAD_OCTETS = 128;

    private final Dm9Nic nic;
    private final Dm9Driver driver;
    private final boolean lookaheads;
    private final FullPackets packets;
    private byte[] beginning = new byte[2048];
    private int lookaheadOctets = LOOKAHEAD_OCTETS;
    private @Nullable Lookahead shown;
    private boolean pulled;
    private long received;

    private Dm9Receives(Dm9Nic nic, boolean lookaheads) {
        this.nic = nic;
        this.driver = nic.driver();
        this.lookaheads = lookaheads;
        this.packets = new FullPackets(nic);
    }

    /** A miniport that indicates whole packets. */
    public static Miniport withPackets(Dm9Nic nic) {
        return new SimMiniport(nic, false, new Dm9Receives(nic, false));
    }

    /** A miniport that indicates look-aheads. */
    public static Miniport withLookaheads(Dm9Nic nic) {
        return new SimMiniport(nic, false, new Dm9Receives(nic, true));
    }

    @Override
    public void initialize(MiniportContext adapter) {
        packets.initialize(adapter);
        shown = adapter.lookahead();
    }

    @Override
    public void halt() {
        packets.halt();
    }

    @Override
    public boolean indicateNext(MiniportContext adapter) {
        return lookaheads ? indicateLookahead(adapter) : indicatePacket(adapter);
    }

    private boolean indicatePacket(MiniportContext adapter) {
        Packet frame = nic.pollReceived();
        if (frame == null) return false;
        Station.pass(
                adapter.host().world().trace(),
                adapter.host().scheduler().nowNanos(),
                frame.id(),
                adapter.place().name(),
                "NdisMIndicateReceivePacket",
                frame.octets(),
                frame.offset(),
                frame.lengthOctets());
        packets.indicate(adapter, frame);
        return true;
    }

    private boolean indicateLookahead(MiniportContext adapter) {
        int length = nic.lookup();
        if (length == Dm9Driver.NOTHING) return false;
        int ahead = Math.min(lookaheadOctets, length - HEADER_OCTETS);
        int there = HEADER_OCTETS + ahead;
        driver.deviceReadString(beginning, 0, there, ahead == length - HEADER_OCTETS ? 1 : 0);
        TraceSink trace = adapter.host().world().trace();
        Station.pass(
                trace,
                adapter.host().scheduler().nowNanos(),
                driver.frameId(),
                adapter.place().name(),
                "NdisMEthIndicateReceive",
                beginning,
                0,
                there);
        pulled = false;
        received++;
        Lookahead frame = java.util.Objects.requireNonNull(shown).of(driver.frameId(), null);
        frame.withHeader(beginning, 0, HEADER_OCTETS);
        frame.withLookahead(beginning, HEADER_OCTETS, ahead, length - HEADER_OCTETS);
        NdisStatus status = adapter.indicateReceive(frame);
        boolean taken = pulled || status == NdisStatus.SUCCESS;
        nic.finish().end(taken ? Dm9End.PULLED : Dm9Drop.LEFT_IN_CHIP);
        return true;
    }

    @Override
    public NdisStatus transferData(NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        int from = HEADER_OCTETS + byteOffset;
        if (driver.position() != from) driver.seek(from);
        int done = 0;
        for (NdisBuffer buffer = target.firstBuffer();
                buffer != null && done < octets;
                buffer = buffer.next()) {
            int here = Math.min(octets - done, buffer.lengthOctets());
            driver.deviceReadString(
                    buffer.octets(), buffer.offset(), here, done + here == octets ? 1 : 0);
            done += here;
        }
        pulled = true;
        frame.setTransferredOctets(done);
        return NdisStatus.SUCCESS;
    }

    @Override
    public void setLookahead(int octets) {
        lookaheadOctets = Math.max(octets, LOOKAHEAD_OCTETS);
        if (HEADER_OCTETS + lookaheadOctets > beginning.length)
            beginning = new byte[HEADER_OCTETS + lookaheadOctets];
    }

    @Override
    public long received() {
        return lookaheads ? received : packets.received();
    }

    @Override
    public long noBuffer() {
        return packets.noBuffer();
    }
}
