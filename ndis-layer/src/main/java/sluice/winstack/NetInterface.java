package sluice.winstack;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.ndis.DevicePower;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.ndis.PacketFilters;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.nic.Nic;
import sluice.packet.Place;

/** One interface of tcpip: its binding to one adapter. */
final class NetInterface {
    private static final int SEND_DESCRIPTORS = 0xFFFF;
    private static final int ETHERNET_MTU_OCTETS = 1500;

    final int index;
    private final @Nullable Nic nic;
    final NdisAdapter adapter;

    /** The adapter sleeps, or the binding is closed. */
    boolean down;

    /** A reset of the adapter has begun and is not over. */
    boolean inReset;

    /** The adapter is to sleep as soon as the sends that are out are home. */
    boolean drains;

    ProtocolBinding binding;
    NdisPacketPool sendPool;
    private final Set<Long> groupMacs = new HashSet<>();
    private final int askedMtuOctets;
    private boolean promiscuous;

    /** On an adapter that no NIC is behind if {@code nic} is null: its miniport is asked then. */
    NetInterface(int index, @Nullable Nic nic, NdisAdapter adapter, Protocol tcpip, Place edge) {
        this.index = index;
        this.nic = nic;
        this.adapter = adapter;
        this.binding = adapter.open(tcpip, edge);
        this.sendPool = binding.packetPool(SEND_DESCRIPTORS);
        binding.setPacketFilter(PacketFilters.STATION, groupMacs);
        this.askedMtuOctets = nic == null ? askMtu() : 0;
    }

    /** Binds again to an adapter from which it was unbound; its addresses are kept. */
    void rebind(Protocol tcpip) {
        if (!isUnbound()) return;
        binding = adapter.open(tcpip, binding.place());
        sendPool = binding.packetPool(SEND_DESCRIPTORS);
        down = adapter.power() != DevicePower.D0;
        drains = false;
        programFilter();
    }

    private boolean isUnbound() {
        return adapter.openBlocks().stream().noneMatch(each -> each.binding() == binding);
    }

    private int askMtu() {
        var request = OidRequest.query(Oid.GEN_MAXIMUM_FRAME_SIZE);
        boolean known = adapter.request(request) == NdisStatus.SUCCESS;
        return known ? (int) request.value() : ETHERNET_MTU_OCTETS;
    }

    String name() {
        return adapter.name();
    }

    long mac() {
        return adapter.mac();
    }

    int mtuOctets() {
        return adapter.frameOctetsMax(nic == null ? askedMtuOctets : nic.mtuOctets());
    }

    /** Lets frames to a group's station address through. */
    void listenTo(long groupMac) {
        if (groupMacs.add(groupMac)) programFilter();
    }

    /** Lets all frames through, for sockets that receive all, or no more. */
    void promiscuous(boolean on) {
        if (promiscuous == on) return;
        promiscuous = on;
        // Without it the wrapper would show tcpip each of its own sends.
        int options = on ? ProtocolBinding.NO_LOOPBACK : 0;
        binding.request(OidRequest.set(Oid.GEN_PROTOCOL_OPTIONS, options));
        programFilter();
    }

    boolean isPromiscuous() {
        return promiscuous;
    }

    private void programFilter() {
        int filter = PacketFilters.STATION | (promiscuous ? PacketFilters.PROMISCUOUS : 0);
        binding.setPacketFilter(filter, groupMacs);
    }

    static @Nullable NetInterface at(NetInterface[] all, int index) {
        return index >= 1 && index <= all.length ? all[index - 1] : null;
    }
}
