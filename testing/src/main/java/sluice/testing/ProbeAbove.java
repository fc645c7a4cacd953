package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.ndis.PacketFilters;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.packet.Packet;
import sluice.trace.Layering;

/**
 * The upper half of a {@link Sandwich}: a protocol that sends what it is told and keeps a diary.
 */
public final class ProbeAbove implements Protocol {
    private static final int DESCRIPTORS = 4096;
    private static final List<Integer> WHOLE = List.of();

    private final Sandwich rig;
    private final ProtocolBinding binding;
    private final NdisPacketPool descriptors;
    private final List<NdisStatus> answers = new ArrayList<>();
    private final List<NdisStatus> completions = new ArrayList<>();
    private final List<Frame> received = new ArrayList<>();
    private int pending;

    ProbeAbove(Sandwich rig, NdisAdapter adapter) {
        this.rig = rig;
        this.binding = adapter.open(this, adapter.host().place("probe/above", Layering.ETHERNET));
        this.descriptors = binding.packetPool(DESCRIPTORS);
        binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        binding.request(OidRequest.set(Oid.GEN_PROTOCOL_OPTIONS, ProtocolBinding.NO_LOOPBACK));
    }

    /** Sends a frame; what follows at once has happened when this returns. */
    public void send(Frame frame) {
        send(frame, WHOLE);
    }

    /**
     * Sends a frame whose descriptor is a chain of buffers of these lengths, each with octets of
     * its own; what is left is one buffer more. {@link Splits} makes such lists.
     */
    public void send(Frame frame, List<Integer> lengthsOctets) {
        rig.atDeferred(() -> sendNow(frame, lengthsOctets));
    }

    private void sendNow(Frame frame, List<Integer> lengthsOctets) {
        Packet octets = frame.toPacket(binding.adapter().host().pool(), binding.place());
        @Nullable NdisPacket packet = descriptors.allocate(octets);
        if (packet == null)
            throw new IllegalStateException("more than " + DESCRIPTORS + " sends are out");
        Splits.scatter(packet, octets, lengthsOctets);
        pending++;
        NdisStatus answer = binding.send(packet);
        answers.add(answer);
        if (answer == NdisStatus.PENDING) return;
        over(packet, answer);
    }

    private void over(NdisPacket packet, NdisStatus status) {
        pending--;
        completions.add(status);
        descriptors.free(packet);
    }

    /** What each send was answered with, PENDING included, in order. */
    public List<NdisStatus> answers() {
        return List.copyOf(answers);
    }

    /** How each send that is over ended, in the order of ending; at once or by a completion. */
    public List<NdisStatus> completions() {
        return List.copyOf(completions);
    }

    /** Sends that are not over. */
    public int pending() {
        return pending;
    }

    /** Frames that came up through the driver, in order. */
    public List<Frame> received() {
        return List.copyOf(received);
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
        over(packet, status);
    }

    @Override
    public int receivePacket(ProtocolBinding from, NdisPacket packet) {
        received.add(Frame.of(packet.packet().toArray(), "received"));
        return 0;
    }
}
