package sluice.tdi;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/**
 * One I/O request to a transport device, or one event of it. Whoever has it either passes it to the
 * next device below or completes it, once.
 */
public final class TdiIrp {
    private static final byte[] NOTHING = {};

    private final TransportDevice device;
    private final TdiRequest request;
    private final TdiTransport transport;
    private final TdiHost host;
    private @Nullable Packet packet;
    private byte[] octets = NOTHING;
    private int offset;
    private int lengthOctets;
    private @Nullable NtStatus status;
    private @Nullable TdiDevice at;

    /**
     * A request that {@code transport} will do.
     *
     * @param request who asks for what; stays as it is while the request is under way
     */
    public TdiIrp(
            TransportDevice device, TdiRequest request, TdiTransport transport, TdiHost host) {
        this.device = device;
        this.request = request;
        this.transport = transport;
        this.host = host;
    }

    /** Gives it the octets of a packet that belongs to the TDI place. */
    public void carry(Packet payload) {
        packet = payload;
        take(payload.octets(), payload.offset(), payload.lengthOctets());
    }

    /** Gives it octets of a connection, in an array of the request's own. */
    public void carry(byte[] array, int from, int length) {
        take(array, from, length);
    }

    private void take(byte[] array, int from, int length) {
        octets = array;
        offset = from;
        lengthOctets = length;
    }

    /** The device it was sent to. */
    public TransportDevice device() {
        return device;
    }

    /** What is asked, by whom, with what addresses. */
    public TdiRequest request() {
        return request;
    }

    /** The packet of a datagram, or null. */
    public @Nullable Packet packet() {
        return packet;
    }

    /** The array of its octets, for reading; empty for requests without. */
    public byte[] octets() {
        Packet payload = packet;
        return payload == null ? octets : payload.octets();
    }

    /** Where in {@link #octets} they begin. */
    public int offset() {
        return offset;
    }

    /** How many there are. */
    public int lengthOctets() {
        return lengthOctets;
    }

    /** The array for writing; the length stays. */
    public byte[] writable() {
        Packet payload = packet;
        return payload == null ? octets : payload.writable();
    }

    /** Whether it is over. */
    public boolean isCompleted() {
        return status != null;
    }

    /** What it came to, or null while it is under way. */
    public @Nullable NtStatus status() {
        return status;
    }

    /** The device that has it now. */
    @Nullable TdiDevice at() {
        return at;
    }

    void moveTo(TdiDevice next) {
        if (status != null) throw twice("passed on", next.name());
        TdiDevice from = at;
        if (from != null) from.left();
        at = next;
        next.entered();
    }

    NtStatus perform() {
        return transport.perform(this);
    }

    /**
     * IoCompleteRequest: it is over.
     *
     * @param information octets that were moved
     * @return the status, for {@code return irp.complete(...)}
     * @throws sluice.trace.ContractBroken if it was over already (bug check 0x44 on Windows)
     */
    public NtStatus complete(NtStatus result, int information) {
        TdiDevice last = at;
        if (status != null) throw twice("completed", last == null ? "nobody" : last.name());
        status = result;
        if (last != null) last.left();
        transport.completed(this, result, information);
        return result;
    }

    private RuntimeException twice(String what, String offender) {
        Packet about = packet;
        return host.contracts()
                .broken(
                        "IRP_COMPLETED_TWICE",
                        "an I/O request that was over was " + what,
                        about == null ? 0 : about.id(),
                        device.path(),
                        offender);
    }

    @Override
    public String toString() {
        return request.kind() + " to " + device.path() + " by " + request.process();
    }
}
