package sluice.msloop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.OidRequest;
import sluice.nic.PacketQueue;
import sluice.packet.Packet;
import sluice.time.Handler;
import sluice.winstack.WindowsHost;

/**
 * The miniport of the Microsoft Loopback Adapter (today's KM-TEST Loopback Adapter): to everything
 * above it an Ethernet adapter, and each frame that is sent by it is received by it.
 *
 * <p>It loops by itself, so NDIS does not (OID_GEN_MAC_OPTIONS without NO_LOOPBACK): drivers in its
 * stack see a frame once down and once up, each binding sees it once. Traffic of the host to the
 * adapter's own address does not come here, since IP turns it round; a host route on the adapter,
 * with that address as gateway, makes IP send it. Source: A1; how the miniport works inside is
 * derived.
 */
public final class LoopbackMiniport implements Miniport {
    /** The station address that the adapter has unless told otherwise: 02-00-"LOOP". */
    public static final long DEFAULT_MAC = 0x0200_4c4f_4f50L;

    private static final int MTU_OCTETS = 1500;
    private static final int HEADER_OCTETS = 14;
    private static final int GROUPS_MAX = 32;
    private static final int FRAMES_MAX = 1024;
    private static final long LINK_SPEED = 100_000; // 10 Mbit/s in units of 100 bit/s
    private static final Handler<LoopbackMiniport> DPC = LoopbackMiniport::giveBack;

    private final PacketQueue waiting = new PacketQueue(FRAMES_MAX);
    private @Nullable MiniportContext context;
    private @Nullable NdisPacketPool pool;
    private long mac;
    private boolean dpcQueued;
    private boolean halted;
    private long sent;
    private long received;
    private long noBuffer;

    /** An adapter with that station address. */
    public LoopbackMiniport(long mac) {
        this.mac = mac;
    }

    /**
     * Puts a loopback adapter into a host and binds tcpip to it. It is an adapter like the others
     * from then on: addresses, routes, drivers, captures by its name.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public static NdisAdapter addTo(WindowsHost host, String name) {
        if (host.nicNames().contains(name))
            throw new IllegalArgumentException("two adapters named " + name);
        NdisAdapter adapter = host.ndis().addAdapter(name, new LoopbackMiniport(DEFAULT_MAC));
        host.addAdapter(adapter);
        return adapter;
    }

    private MiniportContext context() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void initialize(MiniportContext adapter) {
        context = adapter;
        pool = adapter.packetPool(FRAMES_MAX);
    }

    @Override
    public void halt() {
        halted = true;
        for (Packet left = waiting.pollFirst(); left != null; left = waiting.pollFirst())
            left.end(LoopbackDrop.HALTED);
        Objects.requireNonNull(pool).freePool();
    }

    @Override
    public NdisStatus send(NdisPacket packet) {
        if (packet.lengthOctets() > MTU_OCTETS + HEADER_OCTETS + 4) return NdisStatus.FAILURE;
        Packet back = packet.packet().share(context().place());
        packet.discard(LoopbackEnd.RETURNED);
        sent++;
        if (!waiting.offerLast(back)) back.end(LoopbackDrop.QUEUE_FULL);
        else if (!dpcQueued) {
            dpcQueued = true;
            var host = context().host();
            host.scheduler().schedule(0, host.runningCpu().deferred(), DPC, this);
        }
        return NdisStatus.SUCCESS;
    }

    private void giveBack() {
        dpcQueued = false;
        if (halted) return;
        // What is sent while frames are shown comes with the next call.
        int frames = waiting.count();
        for (int i = 0; i < frames; i++) {
            Packet frame = waiting.pollFirst();
            if (frame != null) indicate(frame);
        }
        context().indicateReceiveComplete();
    }

    private void indicate(Packet frame) {
        NdisPacket packet = Objects.requireNonNull(pool).allocate(frame);
        if (packet == null) {
            noBuffer++;
            frame.end(LoopbackDrop.NO_DESCRIPTOR);
            return;
        }
        received++;
        if (context().indicateReceive(packet) == 0) packet.pool().free(packet);
    }

    @Override
    public void returnPacket(NdisPacket packet) {
        packet.pool().free(packet);
    }

    @Override
    public NdisStatus reset() {
        return NdisStatus.SUCCESS; // nothing of a protocol's is kept here
    }

    @Override
    public NdisStatus request(OidRequest request) {
        return switch (request.oid()) {
            case GEN_CURRENT_PACKET_FILTER, GEN_CURRENT_LOOKAHEAD ->
                    request.isSet() ? NdisStatus.SUCCESS : request.answer(MTU_OCTETS);
            case GEN_MAC_OPTIONS -> request.answer(0);
            case GEN_MAXIMUM_LOOKAHEAD, GEN_MAXIMUM_FRAME_SIZE -> request.answer(MTU_OCTETS);
            case GEN_MAXIMUM_TOTAL_SIZE -> request.answer(MTU_OCTETS + HEADER_OCTETS);
            case GEN_LINK_SPEED -> request.answer(LINK_SPEED);
            case GEN_MEDIA_CONNECT_STATUS -> request.answer(0);
            case GEN_XMIT_OK -> request.answer(sent);
            case GEN_RCV_OK -> request.answer(received);
            case GEN_RCV_NO_BUFFER -> request.answer(noBuffer);
            case OID_802_3_MAXIMUM_LIST_SIZE -> request.answer(GROUPS_MAX);
            case OID_802_3_PERMANENT_ADDRESS -> request.answer(DEFAULT_MAC);
            case OID_802_3_CURRENT_ADDRESS -> {
                if (!request.isSet()) yield request.answer(mac);
                mac = request.value();
                yield NdisStatus.SUCCESS;
            }
            case OID_802_3_MULTICAST_LIST -> NdisStatus.SUCCESS;
            default -> NdisStatus.NOT_SUPPORTED;
        };
    }
}
