package sluice.packet.decode;

import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;

/**
 * The frame being decoded and what its layers tell each other.
 *
 * <p>Every layer gets three offsets: {@code at}, where it begins; {@code cap}, where the captured
 * octets end; {@code rep}, where the packet ends by the words of the layers around it. {@code cap}
 * is never above {@code rep}.
 */
final class Walk {
    /** Layers followed inside each other; deeper ones are left undecoded. */
    static final int DEPTH_MAX = 500;

    /** Pseudo header of the IP layer around: none, or the version. */
    int ipVersion;

    int ipSource;
    int ipDestination;
    boolean fragmented;
    boolean inError;

    /** Inside a frame that was sampled: an agent cut it, and that is no fault of the capture. */
    boolean sampled;

    boolean stopped;
    boolean basic;
    boolean detailed;

    /** Where the packet in the frame at hand ends by its own words; -1 until that is known. */
    int payloadEnd;

    int depth;

    /** Kept from frame to frame; null where every frame stands alone. */
    @Nullable TcpProgress progress;

    byte[] octets = new byte[0];
    FieldSink sink = new FieldSink() {};

    final LinkLayers link = new LinkLayers(this);
    final CookedLayers cooked = new CookedLayers(this);
    final BridgeTagLayers tags = new BridgeTagLayers(this);
    final NetworkLayers network = new NetworkLayers(this);
    final IcmpLayers icmp = new IcmpLayers(this);
    final TransportLayers transport = new TransportLayers(this);
    final TunnelLayers tunnel = new TunnelLayers(this);
    final SampledLayers sampledLayers = new SampledLayers(this);
    final WirelessLayers wireless = new WirelessLayers(this);
    final ApplicationLayers application = new ApplicationLayers(this);
    final DnsLayers dns = new DnsLayers(this);
    final DhcpLayers dhcp = new DhcpLayers(this);
    final OptionFields optionFields = new OptionFields(this);
    final IcmpFields icmpFields = new IcmpFields(this);
    final NeighborFields neighborFields = new NeighborFields(this);
    final GroupFields groupFields = new GroupFields(this);
    final CompressedLayer compressed = new CompressedLayer(this);

    void start(byte[] frame, FieldSink target, boolean basicProtocolsOnly) {
        octets = frame;
        sink = target;
        basic = basicProtocolsOnly;
        detailed = target.wantsDetails();
        payloadEnd = -1;
        ipVersion = 0;
        fragmented = false;
        inError = false;
        sampled = false;
        stopped = false;
        depth = 0;
    }

    /** Begins a layer; false, with the fault reported, where there are too many. */
    boolean enter(Layer layer, int at, int cap) {
        if (++depth > DEPTH_MAX) {
            stop(Fault.TOO_DEEP, at);
            return false;
        }
        sink.layer(layer, at, Math.max(cap - at, 0));
        return true;
    }

    /** True if {@code count} octets were captured at {@code at}; else reports why they are not. */
    boolean has(int at, int count, int cap, int rep) {
        if (count <= cap - at) {
            return true;
        }
        if (count <= rep - at) {
            stop(Fault.CUT_SHORT, at);
        } else {
            stop(fragmented ? Fault.IN_OTHER_FRAGMENT : Fault.MALFORMED, at);
        }
        return false;
    }

    /** Reports a lie of the packet that does not end its dissection. */
    void complain(int at) {
        sink.fault(Fault.MALFORMED, at);
    }

    void stop(Fault fault, int at) {
        if (!stopped) {
            stopped = true;
            if (!sampled || fault != Fault.CUT_SHORT) {
                sink.fault(fault, at);
            }
        }
    }

    /** Payload of no known protocol. */
    void data(int at, int cap) {
        if (at < cap) {
            if (enter(Layer.DATA, at, cap)) {
                bytes(Field.DATA_DATA, at, cap - at);
            }
        }
    }

    /** The outermost packet of a frame tells where it ends; the rest of the frame is no part. */
    void endsAt(int end) {
        if (payloadEnd < 0) {
            payloadEnd = end;
        }
    }

    /** A field that only a full listing wants. */
    void detail(Field field, int at, int lengthOctets, long value) {
        if (detailed) {
            sink.field(field, at, lengthOctets, value);
        }
    }

    /** Octets without meaning of their own, in a full listing; none are not told. */
    void bytes(Field field, int at, int lengthOctets) {
        if (detailed && lengthOctets > 0) {
            sink.field(field, at, lengthOctets, 0);
        }
    }

    void field(Field field, int at, int lengthOctets, long value) {
        sink.field(field, at, lengthOctets, value);
    }

    int u8(int at) {
        return Octets.u8(octets, at);
    }

    int u16(int at) {
        return Octets.u16(octets, at);
    }

    int u24(int at) {
        return Octets.u24(octets, at);
    }

    int i32(int at) {
        return Octets.i32(octets, at);
    }

    long u32(int at) {
        return Octets.u32(octets, at);
    }

    long u48(int at) {
        return Octets.u48(octets, at);
    }
}
