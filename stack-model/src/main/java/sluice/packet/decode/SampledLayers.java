package sluice.packet.decode;

/**
 * sFlow version 5 (sflow.org, "sFlow Version 5", July 2004): what an agent in a switch saw go by.
 * The beginnings of sampled frames are decoded like quotes: each is a frame of its own, mostly cut.
 *
 * <pre>
 *     datagram: version, agent, sub-agent, sequence, uptime, count | sample, sample, ...
 *     sample:   format, length | sequence, source, rate, ..., count | record, record, ...
 *     record:   format, length | protocol, frame length, stripped, header length | header
 * </pre>
 */
final class SampledLayers {
    private static final int VERSION = 5;
    private static final int AGENT_IPV4 = 1;
    private static final int AGENT_IPV6 = 2;
    private static final int FLOW_SAMPLE = 1;
    private static final int EXPANDED_FLOW_SAMPLE = 3;
    private static final int FLOW_OCTETS = 32;
    private static final int EXPANDED_FLOW_OCTETS = 44;
    private static final int RAW_HEADER = 1;
    private static final int RAW_HEADER_OCTETS = 16;
    private static final int HEAD_OCTETS = 8;
    private static final int FRAME_OCTETS_MAX = 1 << 24;

    private final Walk walk;

    SampledLayers(Walk walk) {
        this.walk = walk;
    }

    void sflow(int at, int cap, int rep) {
        if (!walk.enter(Layer.SFLOW, at, cap) || !walk.has(at, 8, cap, rep)) {
            return;
        }
        long version = walk.u32(at);
        long agent = walk.u32(at + 4);
        walk.detail(Field.SFLOW_VERSION, at, 4, version);
        if (version != VERSION || (agent != AGENT_IPV4 && agent != AGENT_IPV6)) {
            return; // older versions are laid out otherwise
        }
        walk.detail(Field.SFLOW_AGENT_TYPE, at + 4, 4, agent);
        int rest = at + 8 + (agent == AGENT_IPV4 ? 4 : 16);
        if (!walk.has(at, rest + 16 - at, cap, rep)) {
            return;
        }
        if (agent == AGENT_IPV4) {
            walk.detail(Field.SFLOW_AGENT, at + 8, 4, walk.i32(at + 8));
        } else {
            walk.detail(Field.SFLOW_AGENT_V6, at + 8, 16, 0);
        }
        walk.detail(Field.SFLOW_SUB_AGENT, rest, 4, walk.u32(rest));
        walk.detail(Field.SFLOW_SEQUENCE, rest + 4, 4, walk.u32(rest + 4));
        walk.detail(Field.SFLOW_UPTIME, rest + 8, 4, walk.u32(rest + 8));
        walk.detail(Field.SFLOW_SAMPLES, rest + 12, 4, walk.u32(rest + 12));
        samples(rest + 16, walk.u32(rest + 12), cap, rep);
    }

    private void samples(int from, long count, int cap, int rep) {
        byte[] outer = walk.octets;
        int at = from;
        for (long left = count; left > 0 && walk.octets == outer && !walk.stopped; left--) {
            if (!walk.has(at, HEAD_OCTETS, cap, rep)) {
                return;
            }
            long format = walk.u32(at);
            long length = walk.u32(at + 4);
            walk.detail(Field.SFLOW_SAMPLE_TYPE, at, 4, format);
            walk.detail(Field.SFLOW_SAMPLE_LENGTH, at + 4, 4, length);
            if (!fits(at, length, rep)) {
                return;
            }
            int end = at + HEAD_OCTETS + (int) length;
            int sample = at + HEAD_OCTETS;
            if (format == FLOW_SAMPLE) {
                flow(sample, FLOW_OCTETS, Math.min(cap, end), end);
            } else if (format == EXPANDED_FLOW_SAMPLE) {
                flow(sample, EXPANDED_FLOW_OCTETS, Math.min(cap, end), end);
            }
            at = end;
        }
    }

    /** True if what is announced at a head lies in what holds it; else that is a fault. */
    private boolean fits(int at, long length, int rep) {
        if (length > rep - at - HEAD_OCTETS) {
            walk.stop(Fault.MALFORMED, at + 4);
            return false;
        }
        return true;
    }

    private void flow(int at, int header, int cap, int rep) {
        if (!walk.has(at, header, cap, rep)) {
            return;
        }
        int rate = at + header - (header == FLOW_OCTETS ? 24 : 32);
        walk.detail(Field.SFLOW_FLOW_SEQUENCE, at, 4, walk.u32(at));
        walk.detail(Field.SFLOW_FLOW_RATE, rate, 4, walk.u32(rate));
        walk.detail(Field.SFLOW_FLOW_POOL, rate + 4, 4, walk.u32(rate + 4));
        byte[] outer = walk.octets;
        int record = at + header;
        long count = walk.u32(record - 4);
        for (long left = count; left > 0 && walk.octets == outer && !walk.stopped; left--) {
            if (!walk.has(record, HEAD_OCTETS, cap, rep)) {
                return;
            }
            long length = walk.u32(record + 4);
            walk.detail(Field.SFLOW_RECORD_FORMAT, record, 4, walk.u32(record));
            if (!fits(record, length, rep)) {
                return;
            }
            int end = record + HEAD_OCTETS + (int) length;
            if (walk.u32(record) == RAW_HEADER) {
                rawHeader(record + HEAD_OCTETS, Math.min(cap, end), end);
            }
            record = end;
        }
    }

    private void rawHeader(int at, int cap, int rep) {
        if (!walk.has(at, RAW_HEADER_OCTETS, cap, rep)) {
            return;
        }
        long protocol = walk.u32(at);
        long frameLength = walk.u32(at + 4);
        long sampled = walk.u32(at + 12);
        walk.detail(Field.SFLOW_HEADER_PROTOCOL, at, 4, protocol);
        walk.detail(Field.SFLOW_FRAME_LENGTH, at + 4, 4, frameLength);
        walk.detail(Field.SFLOW_STRIPPED, at + 8, 4, walk.u32(at + 8));
        walk.detail(Field.SFLOW_HEADER_LENGTH, at + 12, 4, sampled);
        int frame = at + RAW_HEADER_OCTETS;
        if (sampled > rep - frame) {
            walk.stop(Fault.MALFORMED, at + 12);
            return;
        }
        int frameCap = Math.min(cap, frame + (int) sampled);
        int whole = (int) Math.clamp(frameLength, sampled, FRAME_OCTETS_MAX);
        sampledFrame((int) Math.min(protocol, 0xff), frame, frameCap, frame + whole);
    }

    /** What ends the dissection of a sample, or is remembered of it, does not reach the next. */
    private void sampledFrame(int protocol, int at, int cap, int rep) {
        boolean errorBefore = walk.inError;
        boolean fragmentedBefore = walk.fragmented;
        boolean sampledBefore = walk.sampled;
        int endBefore = walk.payloadEnd;
        walk.inError = true;
        walk.fragmented = false;
        walk.sampled = true;
        walk.ipVersion = 0;
        switch (protocol) {
            case 1 -> walk.link.ethernet(at, cap, rep);
            case 7, 14 -> walk.link.pppHdlc(at, cap, rep);
            case 11 -> walk.network.ipv4(at, cap, rep);
            case 12 -> walk.network.ipv6(at, cap, rep);
            case 13 -> walk.tunnel.mpls(at, cap, rep);
            default -> walk.data(at, cap);
        }
        walk.inError = errorBefore;
        walk.fragmented = fragmentedBefore;
        walk.sampled = sampledBefore;
        walk.payloadEnd = endBefore;
        walk.ipVersion = 0;
        walk.stopped = walk.depth > Walk.DEPTH_MAX;
    }
}
