package sluice.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.ndis.BindContext;
import sluice.ndis.DevicePower;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.PacketFilters;
import sluice.ndis.PnpEvent;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.UnbindContext;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.Handler;
import sluice.trace.Layering;
import sluice.world.Host;

/**
 * The kit's own protocol in an {@link NdisSchedule}: binds to every adapter, sends arrays of
 * numbered frames, keeps some of what it is shown, and counts what comes home. It keeps its own
 * side of the contract, so what it finds others have done, with a verifier or without.
 */
final class KitProtocol implements Protocol {
    static final String NAME = "kit";

    /** IEEE 802, for experiments; then one octet for the binding and four for the number. */
    static final int ETHER_TYPE = 0x88B5;

    private static final int FRAME_OCTETS = 40;
    private static final int DESCRIPTORS = 64;
    private static final int KEPT_EVERY = 3;
    private static final long KEPT_NANOS = 7_000_000L;
    private static final Handler<Edge> GIVE_BACK = Edge::giveOneBack;

    private final Host host;
    private final Place place;
    private final long fromMac;
    private final long toMac;
    private final List<Edge> edges = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private int opened;
    private int shown;

    KitProtocol(Host host, long fromMac, long toMac) {
        this.host = host;
        this.place = host.place("kit", Layering.ETHERNET);
        this.fromMac = fromMac;
        this.toMac = toMac;
    }

    /** One binding, and what is out on it. */
    private final class Edge {
        final ProtocolBinding binding;
        final NdisPacketPool pool;
        final int number = opened++;
        final Set<Integer> out = new HashSet<>();
        final ArrayDeque<NdisPacket> kept = new ArrayDeque<>();
        int sent;
        boolean asleep;
        boolean drains;
        boolean inReset;
        @Nullable UnbindContext unbind;

        Edge(ProtocolBinding binding) {
            this.binding = binding;
            this.pool = binding.packetPool(DESCRIPTORS);
        }

        boolean maySend() {
            return !asleep && !inReset && unbind == null;
        }

        void send(int count) {
            List<NdisPacket> array = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                NdisPacket next = pool.used() < DESCRIPTORS ? pool.allocate(frame()) : null;
                if (next == null) break;
                next.setProtocolReserved(0, sent);
                next.setCancelId(NAME);
                out.add(sent);
                array.add(next);
            }
            if (array.isEmpty()) return;
            binding.sendPackets(array.toArray(NdisPacket[]::new), array.size());
        }

        private Packet frame() {
            byte[] octets = new byte[FRAME_OCTETS];
            Octets.put48(octets, 0, toMac);
            Octets.put48(octets, 6, fromMac);
            Octets.put16(octets, 12, ETHER_TYPE);
            octets[14] = (byte) number;
            Octets.put32(octets, 15, ++sent);
            return host.pool().originate(place, octets, 0, octets.length);
        }

        void completed(NdisPacket packet) {
            var which = (Integer) packet.protocolReserved(0);
            if (which == null || !out.remove(which))
                findings.add("send %s of binding %d was completed again".formatted(which, number));
            pool.free(packet);
            if (!drains || !out.isEmpty()) return;
            drains = false;
            binding.completePnpEvent();
        }

        void giveOneBack() {
            NdisPacket first = kept.pollFirst();
            if (first != null) binding.returnPacket(first);
        }

        void closed() {
            edges.remove(this);
            pool.freePool();
            UnbindContext waits = unbind;
            if (waits != null) waits.complete(NdisStatus.SUCCESS);
        }
    }

    /** Sends an array on every binding that may send. */
    void send(int count) {
        for (Edge edge : List.copyOf(edges)) if (edge.maySend()) edge.send(count);
    }

    /** Cancels what it has sent. */
    void cancel() {
        for (Edge edge : List.copyOf(edges)) edge.binding.cancelSends(NAME);
    }

    /** What was wrong so far, and what has not come home by now. */
    List<String> findings() {
        List<String> all = new ArrayList<>(findings);
        for (Edge edge : edges) {
            if (edge.out.isEmpty()) continue;
            all.add("sends %s of binding %d never came home".formatted(edge.out, edge.number));
        }
        return all;
    }

    private Edge edgeOf(ProtocolBinding binding) {
        for (Edge edge : edges) if (edge.binding == binding) return edge;
        throw new IllegalStateException("no edge for " + binding);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public NdisStatus bindAdapter(BindContext bind) {
        BindContext.Opened there = bind.open(place);
        ProtocolBinding binding = there.binding();
        if (binding == null) return there.status();
        edges.add(new Edge(binding));
        binding.setPacketFilter(PacketFilters.DIRECTED | PacketFilters.BROADCAST, Set.of());
        return NdisStatus.SUCCESS;
    }

    @Override
    public NdisStatus unbindAdapter(ProtocolBinding binding, UnbindContext unbind) {
        Edge edge = edgeOf(binding);
        while (!edge.kept.isEmpty()) edge.giveOneBack();
        edge.asleep = true; // nothing more is sent
        if (binding.close() == NdisStatus.PENDING) {
            edge.unbind = unbind;
            return NdisStatus.PENDING;
        }
        edge.closed();
        return NdisStatus.SUCCESS;
    }

    @Override
    public void closeComplete(ProtocolBinding binding) {
        edgeOf(binding).closed();
    }

    @Override
    public NdisStatus pnpEvent(ProtocolBinding binding, PnpEvent event) {
        if (!(event instanceof PnpEvent.SetPower(DevicePower to))) return NdisStatus.SUCCESS;
        Edge edge = edgeOf(binding);
        edge.asleep = to != DevicePower.D0;
        edge.drains = edge.asleep && !edge.out.isEmpty();
        return edge.drains ? NdisStatus.PENDING : NdisStatus.SUCCESS;
    }

    @Override
    public void status(ProtocolBinding binding, NdisStatus status) {
        if (status == NdisStatus.RESET_START) edgeOf(binding).inReset = true;
        if (status == NdisStatus.RESET_END) edgeOf(binding).inReset = false;
    }

    @Override
    public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {
        edgeOf(binding).completed(packet);
    }

    @Override
    public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        if (lent || ++shown % KEPT_EVERY != 0) return 0;
        Edge edge = edgeOf(binding);
        edge.kept.addLast(packet);
        host.scheduler().schedule(KEPT_NANOS, host.cpu().deferred(), GIVE_BACK, edge);
        return 1;
    }
}
