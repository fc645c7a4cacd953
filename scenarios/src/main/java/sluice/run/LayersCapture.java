package sluice.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.packet.Octets;
import sluice.pcap.file.InterfaceOptions;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.PacketDirection;
import sluice.pcap.file.PcapngOption;
import sluice.pcap.file.PcapngWriter;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Layering;
import sluice.trace.Step;
import sluice.trace.StepFields;
import sluice.trace.TraceSink;

/**
 * Writes {@code layers.pcapng}: an interface for each boundary between two layers, a record for
 * each packet that crossed it, and with each record a comment on what the layer behind it did:
 * verdict, owner, drop reason.
 *
 * <p>The comment is known only when the packet goes on, so a record waits until then; records of
 * different packets may therefore stand out of the order of time. Memory is bounded by the packets
 * alive.
 */
public final class LayersCapture implements TraceSink, AutoCloseable {
    /** Link type of "exported PDUs": tags for the analyser, then the octets. */
    private static final LinkType UPPER_PDU = new LinkType(252);

    private static final int COMMENT_CHARS_MAX = 2000;

    private final PcapngWriter writer;
    private final long epochNanos;
    private final Map<String, Integer> interfaces = new HashMap<>();
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private long records;

    private static final class Waiting {
        final Crossed crossing;
        final StringBuilder comment = new StringBuilder();

        Waiting(Crossed crossing) {
            this.crossing = crossing;
            comment.append("#")
                    .append(crossing.packetId())
                    .append(" owner ")
                    .append(crossing.place());
        }
    }

    /**
     * Writes to {@code out}, which is closed with this.
     *
     * @param epochNanos what virtual time 0 is in the file
     */
    public LayersCapture(OutputStream out, String title, long epochNanos) throws IOException {
        this.writer =
                PcapngWriter.to(
                        out,
                        List.of(PcapngWriter.application("Sluice"), PcapngOption.comment(title)));
        this.epochNanos = epochNanos;
    }

    /** Records written so far. */
    public long records() {
        return records;
    }

    @Override
    public void accept(Step step) {
        if (step instanceof Crossed crossed) {
            flush(waiting.put(crossed.packetId(), new Waiting(crossed)));
            return;
        }
        Waiting record = waiting.get(step.packetId());
        if (record == null) return;
        if (record.comment.length() < COMMENT_CHARS_MAX) {
            record.comment.append("; ").append(step.verb());
            step.describe(new CommentFields(record.comment));
        }
        if (step instanceof Ended) flush(waiting.remove(step.packetId()));
    }

    private void flush(@org.jspecify.annotations.Nullable Waiting record) {
        if (record == null) return;
        Crossed crossing = record.crossing;
        byte[] octets = crossing.octets();
        if (crossing.layering() == Layering.PAYLOAD) octets = exported(octets);
        long nanos = epochNanos + crossing.timeNanos();
        List<PcapngOption> options = new ArrayList<>(2);
        options.add(PcapngOption.comment(record.comment.toString()));
        try {
            int id = interfaceOf(crossing);
            options.add(
                    writer.direction(
                            crossing.down() ? PacketDirection.OUTBOUND : PacketDirection.INBOUND));
            writer.write(
                    id,
                    Math.floorDiv(nanos, 1_000_000_000L),
                    (int) Math.floorMod(nanos, 1_000_000_000L),
                    octets,
                    0,
                    octets.length,
                    octets.length,
                    options);
            records++;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private int interfaceOf(Crossed crossing) throws IOException {
        String upper = crossing.down() ? crossing.from() : crossing.place();
        String lower = crossing.down() ? crossing.place() : crossing.from();
        String name = upper + " | " + lower;
        String key = name + crossing.layering();
        Integer known = interfaces.get(key);
        if (known != null) return known;
        LinkType type =
                switch (crossing.layering()) {
                    case ETHERNET -> LinkType.ETHERNET;
                    case IP -> LinkType.RAW;
                    case PAYLOAD -> UPPER_PDU;
                };
        int added =
                writer.addInterface(
                        InterfaceOptions.of(type)
                                .named(name)
                                .described("between " + upper + " and " + lower));
        interfaces.put(key, added);
        return added;
    }

    /** The octets behind a tag that tells the analyser to show them as data. */
    private static byte[] exported(byte[] payload) {
        byte[] name = "data".getBytes(StandardCharsets.US_ASCII);
        byte[] pdu = new byte[4 + name.length + 4 + payload.length];
        Octets.put16(pdu, 0, 12); // EXP_PDU_TAG_DISSECTOR_NAME
        Octets.put16(pdu, 2, name.length);
        System.arraycopy(name, 0, pdu, 4, name.length);
        System.arraycopy(payload, 0, pdu, 4 + name.length + 4, payload.length);
        return pdu;
    }

    @Override
    public void close() throws IOException {
        for (Waiting record : List.copyOf(waiting.values())) {
            record.comment.append("; still here at the end");
            flush(record);
        }
        waiting.clear();
        writer.close();
    }

    private record CommentFields(StringBuilder out) implements StepFields {
        @Override
        public void text(String name, String value) {
            out.append(' ').append(name).append(' ').append(value);
        }

        @Override
        public void number(String name, long value) {
            out.append(' ').append(name).append(' ').append(value);
        }

        @Override
        public void octets(String name, byte[] value) {}
    }
}
