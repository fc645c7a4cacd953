package sluice.ndis;

import java.util.Objects;

/**
 * The table of one binding's handlers, through which the wrapper and the protocol call each other
 * ({@code NDIS_OPEN_BLOCK}). It is nobody's interface: drivers that hook NDIS write their own
 * handlers over those that stand there, and call those from theirs.
 *
 * <pre>
 *   protocol  -- NdisSend -->   send handler            --> wrapper
 *   protocol  <-- frame ----    receivePacket / receive <-- wrapper
 * </pre>
 *
 * <p>Whoever patched later is called first. Who takes his handler out by writing back what he found
 * also takes out whoever patched after him, so hook drivers are not unloaded. A protocol that binds
 * later has a block of its own. Source: "NDIS-hooking drivers and legacy Windows systems".
 */
public final class OpenBlock {
    private final ProtocolBinding binding;
    private SendHandler send = (from, packet) -> from.sendToWrapper(packet);
    private ReceivePacketHandler receivePacket = (to, packet) -> to.receiveInProtocol(packet);
    private ReceiveHandler receive = (to, frame) -> to.receiveInProtocol(frame);

    OpenBlock(ProtocolBinding binding) {
        this.binding = binding;
    }

    /** What a protocol's send goes through; as {@link ProtocolBinding#send(NdisPacket)}. */
    @FunctionalInterface
    public interface SendHandler {
        /** Sends, or ends the octets and says how it went. */
        NdisStatus send(ProtocolBinding from, NdisPacket packet);
    }

    /** What a full packet goes through; as {@link Protocol#receivePacket}. */
    @FunctionalInterface
    public interface ReceivePacketHandler {
        /** How often the binding will return it. */
        int receivePacket(ProtocolBinding to, NdisPacket packet);
    }

    /** What a look-ahead goes through; as {@link Protocol#receive}. */
    @FunctionalInterface
    public interface ReceiveHandler {
        /** Whether the binding took it. */
        NdisStatus receive(ProtocolBinding to, Lookahead frame);
    }

    /** Whose block it is. */
    public ProtocolBinding binding() {
        return binding;
    }

    /** The send handler that stands there now. */
    public SendHandler sendHandler() {
        return send;
    }

    /** Writes another over it. */
    public void setSendHandler(SendHandler handler) {
        send = Objects.requireNonNull(handler);
        binding.adapter().ndis().patched(binding);
    }

    /** The handler of full packets that stands there now. */
    public ReceivePacketHandler receivePacketHandler() {
        return receivePacket;
    }

    /** Writes another over it. */
    public void setReceivePacketHandler(ReceivePacketHandler handler) {
        receivePacket = Objects.requireNonNull(handler);
        binding.adapter().ndis().patched(binding);
    }

    /** The handler of look-aheads that stands there now. */
    public ReceiveHandler receiveHandler() {
        return receive;
    }

    /** Writes another over it. */
    public void setReceiveHandler(ReceiveHandler handler) {
        receive = Objects.requireNonNull(handler);
        binding.adapter().ndis().patched(binding);
    }
}
