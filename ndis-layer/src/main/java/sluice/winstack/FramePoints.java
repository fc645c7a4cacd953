package sluice.winstack;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.defer.Verdict;
import sluice.ndis.FilterContext;
import sluice.ndis.LightweightFilter;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.NetBufferList;
import sluice.ndis.PacketFilters;
import sluice.ndis.PacketOctets;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.filter.FilterDriver;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;

/** A {@link PointFilter} as a driver on an adapter, one kind for each point at frame level. */
final class FramePoints {
    private FramePoints() {}

    /** An intermediate driver of NDIS 5. */
    static final class AsIntermediate implements FilterDriver {
        private static final Verdict STOPPED = Verdict.drop(WindowsDrop.POINT_INTERMEDIATE);

        private final PointFilter filter;
        private final Seen seen = new Seen(InterceptionPoint.INTERMEDIATE);

        AsIntermediate(PointFilter filter) {
            this.filter = filter;
        }

        @Override
        public Verdict onSend(Packet packet) {
            return decide(packet, Direction.OUT);
        }

        @Override
        public Verdict onReceive(Packet packet) {
            return decide(packet, Direction.IN);
        }

        private Verdict decide(Packet packet, Direction way) {
            Decision decision = filter.decide(seen.packet(Form.FRAME, way, packet, false));
            return decision == Decision.STOP ? STOPPED : Verdict.PASS;
        }

        @Override
        public NdisStatus statusOfDrop() {
            return NdisStatus.SUCCESS; // a filter that stops does not say so
        }
    }

    /** A lightweight filter of NDIS 6. */
    static final class AsLightweight implements LightweightFilter {
        private final PointFilter filter;
        private final Seen seen = new Seen(InterceptionPoint.LIGHTWEIGHT_FILTER);

        AsLightweight(PointFilter filter) {
            this.filter = filter;
        }

        @Override
        public void sendNetBufferLists(FilterContext context, NetBufferList chain) {
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                if (stops(list, Direction.OUT)) {
                    list.setStatus(NdisStatus.SUCCESS);
                    context.sendComplete(list);
                } else {
                    context.send(list);
                }
                list = rest;
            }
        }

        @Override
        public void receiveNetBufferLists(
                FilterContext context, NetBufferList chain, boolean resources) {
            NetBufferList before = null;
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                if (!stops(list, Direction.IN)) context.indicateReceive(list, resources);
                else if (!resources) context.returnLists(list);
                if (resources && before != null) before.setNext(list); // as it was lent
                before = list;
                list = rest;
            }
        }

        /** Whether it is stopped; its octets have come to their end then. */
        private boolean stops(NetBufferList list, Direction way) {
            PacketOctets whole = list.firstNetBuffer().octets();
            Seen frame = seen.packet(Form.FRAME, way, whole.packet(), false);
            if (filter.decide(frame) != Decision.STOP) return false;
            whole.discard(WindowsDrop.POINT_LIGHTWEIGHT);
            return true;
        }
    }

    /** One more protocol: sees everything on the adapter, own sends of others included. */
    static final class AsProtocol implements Protocol {
        private final String name;
        private final PointFilter filter;
        private final Seen seen = new Seen(InterceptionPoint.PROTOCOL);
        private @Nullable ProtocolBinding binding;

        AsProtocol(String name, PointFilter filter) {
            this.name = name;
            this.filter = filter;
        }

        void open(NdisAdapter adapter, Place place) {
            ProtocolBinding opened = adapter.open(this, place);
            opened.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
            binding = opened;
        }

        void close() {
            ProtocolBinding opened = binding;
            if (opened != null) opened.close();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int receivePacket(ProtocolBinding from, NdisPacket packet) {
            Packet frame = packet.packet();
            Direction way = isOwn(from, packet) ? Direction.OUT : Direction.IN;
            filter.decide(
                    seen.octets(
                            Form.FRAME, way, frame.octets(), frame.offset(), frame.lengthOctets()));
            return 0;
        }

        private static boolean isOwn(ProtocolBinding from, NdisPacket packet) {
            return packet.lengthOctets() >= 12 && packet.u48(6) == from.adapter().mac();
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {}
    }
}
