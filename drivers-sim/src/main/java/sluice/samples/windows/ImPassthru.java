package sluice.samples.windows;

import org.jspecify.annotations.Nullable;
import sluice.ndis.BindContext;
import sluice.ndis.DevicePower;
import sluice.ndis.DriverCharacteristics;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.MiniportContext;
import sluice.ndis.Ndis;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.OidRequest;
import sluice.ndis.PacketFlags;
import sluice.ndis.PnpEvent;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.Registered;
import sluice.ndis.UnbindContext;
import sluice.packet.Place;
import sluice.trace.Layering;

/**
 * What does an intermediate driver look like that has both edges? A protocol on the adapter below,
 * and a miniport on a virtual adapter to which protocols bind (Windows DDK, the sample Passthru).
 *
 * <pre>
 *   protocols
 *   virtual adapter   MiniportSend: repackage, send below; completions come back with the original
 *   binding           ProtocolReceivePacket: claim, indicate above with a descriptor of one's own
 *   adapter below
 * </pre>
 */
public final class ImPassthru implements Protocol {
    private static final int POOL_PACKETS = 0xFFFF;
    private static final int ATTRIBUTES =
            MiniportAttributes.IGNORE_PACKET_TIMEOUT
                    | MiniportAttributes.IGNORE_REQUEST_TIMEOUT
                    | MiniportAttributes.INTERMEDIATE_DRIVER
                    | MiniportAttributes.DESERIALIZE
                    | MiniportAttributes.NO_HALT_ON_SUSPEND;

    private final String lowerName;
    private final String virtualName;
    private @Nullable Bound bound;

    /** A driver on adapter {@code lowerName}, with a virtual adapter {@code virtualName}. */
    public ImPassthru(String lowerName, String virtualName) {
        this.lowerName = lowerName;
        this.virtualName = virtualName;
    }

    /** Registers it; its virtual adapter is there if its adapter is. */
    public Registered register(Ndis ndis) {
        return ndis.registerProtocol(new DriverCharacteristics(5, 1, name(), this));
    }

    /** Its virtual adapter; null while it is not bound. */
    public @Nullable NdisAdapter virtualAdapter() {
        Bound now = bound;
        return now == null ? null : now.virtual;
    }

    @Override
    public String name() {
        return "passthru-" + virtualName;
    }

    @Override
    public NdisStatus bindAdapter(BindContext bind) {
        if (bound != null || !bind.adapter().name().equals(lowerName))
            return NdisStatus.NOT_ACCEPTED;
        Place place = bind.adapter().host().place("im/" + virtualName, Layering.ETHERNET);
        BindContext.Opened opened = bind.open(place);
        ProtocolBinding below = opened.binding();
        if (below == null) return opened.status();
        var both = new Bound(below);
        bound = both;
        both.virtual = bind.initializeDeviceInstance(virtualName, both);
        return NdisStatus.SUCCESS;
    }

    private Bound bound() {
        return java.util.Objects.requireNonNull(bound);
    }

    /** The virtual adapter goes first; its halt closes the binding and ends this. */
    @Override
    public NdisStatus unbindAdapter(ProtocolBinding binding, UnbindContext unbind) {
        Bound both = bound();
        both.unbind = unbind;
        NdisAdapter virtual = both.virtual;
        if (virtual != null) virtual.deinitializeDeviceInstance();
        return NdisStatus.PENDING;
    }

    @Override
    public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {
        bound().sendComplete(packet, status);
    }

    @Override
    public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
        bound().receive(packet);
        return 0;
    }

    @Override
    public void receiveComplete(ProtocolBinding binding) {
        MiniportContext above = bound().above;
        if (above != null) above.indicateReceiveComplete();
    }

    @Override
    public void status(ProtocolBinding binding, NdisStatus status) {
        Bound both = bound();
        MiniportContext above = both.above;
        boolean ownBusiness = status == NdisStatus.RESET_START || status == NdisStatus.RESET_END;
        if (above != null && both.awake() && !ownBusiness) above.indicateStatus(status);
    }

    /** Goes to sleep when all sends are home. */
    @Override
    public NdisStatus pnpEvent(ProtocolBinding binding, PnpEvent event) {
        if (!(event instanceof PnpEvent.SetPower(DevicePower to))) return NdisStatus.SUCCESS;
        if (to == DevicePower.D0 || binding.sendsOut() == 0) return NdisStatus.SUCCESS;
        bound().drains = true;
        return NdisStatus.PENDING;
    }

    /** What there is while it is bound: the upper edge, and what both edges share. */
    private static final class Bound implements Miniport {
        private final ProtocolBinding below;
        private final NdisPacketPool sends;
        private @Nullable NdisPacketPool receives;
        private @Nullable NdisAdapter virtual;
        private @Nullable MiniportContext above;
        private @Nullable UnbindContext unbind;
        private boolean drains;
        private boolean resets;

        Bound(ProtocolBinding below) {
            this.below = below;
            this.sends = below.packetPool(POOL_PACKETS);
        }

        @Override
        public void initialize(MiniportContext adapter) {
            above = adapter;
            receives = adapter.packetPool(POOL_PACKETS);
        }

        @Override
        public int attributes() {
            return ATTRIBUTES;
        }

        boolean awake() {
            NdisAdapter mine = virtual;
            return below.adapter().power() == DevicePower.D0
                    && (mine == null || mine.power() == DevicePower.D0);
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            if (!awake() || drains) return NdisStatus.FAILURE;
            NdisPacket own = sends.repackage(packet);
            if (own == null) return NdisStatus.FAILURE;
            own.setFlags(PacketFlags.DONT_LOOPBACK); // the virtual adapter has looped it
            own.setProtocolReserved(0, packet);
            NdisStatus status = below.send(own);
            if (status != NdisStatus.PENDING) sends.free(own);
            return status;
        }

        void sendComplete(NdisPacket own, NdisStatus status) {
            var original = (NdisPacket) own.protocolReserved(0);
            sends.free(own);
            MiniportContext up = above;
            if (up != null && original != null) up.sendComplete(original, status);
            if (below.sendsOut() > 0) return;
            if (resets && up != null) {
                resets = false;
                up.resetComplete(NdisStatus.SUCCESS, false);
            }
            if (!drains) return;
            drains = false;
            below.completePnpEvent();
        }

        void receive(NdisPacket packet) {
            NdisPacketPool pool = receives;
            MiniportContext up = above;
            if (pool == null || up == null || !awake() || pool.used() >= POOL_PACKETS) return;
            NdisPacket own = pool.allocate(below.claim(packet));
            if (own != null && up.indicateReceive(own) == 0) pool.free(own);
        }

        @Override
        public void returnPacket(NdisPacket packet) {
            packet.pool().free(packet);
        }

        /** Power is its own affair; all else is asked below. */
        @Override
        public NdisStatus request(OidRequest request) {
            return switch (request.oid()) {
                case PNP_SET_POWER, PNP_QUERY_POWER -> NdisStatus.SUCCESS;
                default -> below.request(request);
            };
        }

        /**
         * The NIC's reset is not the virtual adapter's, but what was sent here is over before it
         * is: that is below, where nobody can call it back.
         */
        @Override
        public NdisStatus reset() {
            resets = below.sendsOut() > 0;
            return resets ? NdisStatus.PENDING : NdisStatus.SUCCESS;
        }

        @Override
        public boolean resetAddressing() {
            return false;
        }

        @Override
        public void halt() {
            sends.freePool();
            if (receives != null) receives.freePool();
            var _ = below.close();
            if (unbind != null) unbind.complete(NdisStatus.SUCCESS);
        }
    }
}
