package sluice.pcap.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One run of {@link Converter}: the packets on their way and the count of what is lost. */
final class Conversion {
    private static final long SECONDS_MAX = 0xffff_ffffL;
    private static final int NANOS_MAX = 999_999_999;

    private final CaptureReader reader;

    private long packets;
    private long otherLinkTypes;
    private long interfacesSeen;
    private long comments;
    private long otherOptions;
    private long roundedTimes;
    private long alteredTimes;
    private long missingTimes;
    private int linkTypeFlags;

    /** How many sections and, of the current one, interfaces have been dealt with. */
    private int sectionsDone;

    private int interfacesDone;

    Conversion(CaptureReader reader) {
        this.reader = reader;
    }

    void toPcapng(OutputStream out) throws IOException {
        if (reader instanceof PcapngReader pcapng) {
            pcapngToPcapng(pcapng, out);
        } else {
            pcapToPcapng(out);
        }
    }

    private void pcapngToPcapng(PcapngReader pcapng, OutputStream out) throws IOException {
        // Sections before the first packet's are not written, so it is looked for first.
        boolean any = pcapng.next();
        try (PcapngWriter writer =
                PcapngWriter.to(out, pcapng.byteOrder(), pcapng.sectionOptions())) {
            sectionsDone = pcapng.sectionNumber();
            while (any) {
                describe(pcapng, writer);
                if (isSimple(pcapng)) {
                    writer.writeSimple(
                            pcapng.octets(),
                            pcapng.offset(),
                            pcapng.capturedLengthOctets(),
                            pcapng.wireLengthOctets());
                } else {
                    writer.writeTicks(
                            pcapng.interfaceId(),
                            pcapng.ticks(),
                            pcapng.octets(),
                            pcapng.offset(),
                            pcapng.capturedLengthOctets(),
                            pcapng.wireLengthOctets(),
                            pcapng.options());
                }
                packets++;
                any = pcapng.next();
            }
            describe(pcapng, writer);
        }
    }

    /** A simple packet is written as one again; only interface 0 can have any. */
    private static boolean isSimple(PcapngReader pcapng) {
        return !pcapng.hasTime();
    }

    /** Brings the writer's sections and interfaces to where the reader's are. */
    private void describe(PcapngReader pcapng, PcapngWriter writer) throws IOException {
        if (pcapng.sectionNumber() != sectionsDone) {
            writer.startSection(pcapng.byteOrder(), pcapng.sectionOptions());
            sectionsDone = pcapng.sectionNumber();
            interfacesDone = 0;
        }
        List<CaptureInterface> interfaces = pcapng.interfaces();
        for (; interfacesDone < interfaces.size(); interfacesDone++) {
            writer.addInterface(description(interfaces.get(interfacesDone)));
        }
    }

    /** The writer adds resolution and offset of its own accord. */
    private static InterfaceOptions description(CaptureInterface known) {
        List<PcapngOption> others = new ArrayList<>();
        for (PcapngOption option : known.options()) {
            if (option.code() != PcapngOption.INTERFACE_TIME_RESOLUTION
                    && option.code() != PcapngOption.INTERFACE_TIME_OFFSET) {
                others.add(option);
            }
        }
        return new InterfaceOptions(
                known.linkType(),
                known.snapLengthOctets(),
                known.resolution(),
                known.timeOffsetSeconds(),
                others);
    }

    private void pcapToPcapng(OutputStream out) throws IOException {
        LinkType linkType = reader.linkType();
        try (PcapngWriter writer = PcapngWriter.to(out, ByteOrder.LITTLE_ENDIAN, List.of())) {
            noteFlags();
            if (linkType.number() > 0xffff) {
                while (reader.next()) {
                    otherLinkTypes++;
                }
                return;
            }
            TimeResolution resolution =
                    reader.format() == CaptureFormat.PCAP_NANOS
                            ? TimeResolution.NANOS
                            : TimeResolution.MICROS;
            int id =
                    writer.addInterface(
                            new InterfaceOptions(
                                    linkType, reader.snapLengthOctets(), resolution, 0, List.of()));
            while (reader.next()) {
                int nanos = saneNanos();
                writer.write(
                        id,
                        reader.epochSeconds(),
                        nanos,
                        reader.octets(),
                        reader.offset(),
                        reader.capturedLengthOctets(),
                        reader.wireLengthOctets());
                packets++;
            }
        }
    }

    private void noteFlags() {
        if (reader instanceof PcapReader pcap) {
            linkTypeFlags = pcap.linkTypeFlags();
        }
    }

    private int saneNanos() {
        int nanos = reader.nanos();
        if (nanos < 0 || nanos > NANOS_MAX) {
            alteredTimes++;
            return Math.clamp(nanos, 0, NANOS_MAX);
        }
        return nanos;
    }

    void toPcap(OutputStream out, CaptureFormat asked) throws IOException {
        boolean any = reader.next();
        LinkType linkType = reader.linkType();
        CaptureFormat format =
                asked == CaptureFormat.PCAP && hasFinerThanMicros()
                        ? CaptureFormat.PCAP_NANOS
                        : asked;
        PcapOptions options =
                new PcapOptions(
                        format, linkType, reader.snapLengthOctets(), ByteOrder.LITTLE_ENDIAN);
        noteFlags();
        sectionsDone = -1;
        try (PcapWriter writer = PcapWriter.to(out, options)) {
            while (any) {
                countDescriptions();
                countOptions(reader.options());
                if (reader.linkType().equals(linkType)) {
                    writePcap(writer, format);
                } else {
                    otherLinkTypes++;
                }
                any = reader.next();
            }
            countDescriptions();
        }
    }

    private boolean hasFinerThanMicros() {
        if (reader.format() == CaptureFormat.PCAP_NANOS) {
            return true;
        }
        for (CaptureInterface known : reader.interfaces()) {
            TimeResolution resolution = known.resolution();
            if (resolution.exponent() > 6
                    && !(resolution.isBinary() && resolution.exponent() == 0)) {
                return true;
            }
        }
        return false;
    }

    private void countDescriptions() {
        if (reader.sectionNumber() != sectionsDone) {
            countOptions(reader.sectionOptions());
            sectionsDone = reader.sectionNumber();
            interfacesDone = 0;
        }
        List<CaptureInterface> interfaces = reader.interfaces();
        for (; interfacesDone < interfaces.size(); interfacesDone++) {
            countOptions(description(interfaces.get(interfacesDone)).options());
            interfacesSeen++;
        }
    }

    private void countOptions(List<PcapngOption> options) {
        for (PcapngOption option : options) {
            if (option.code() == PcapngOption.COMMENT) {
                comments++;
            } else {
                otherOptions++;
            }
        }
    }

    private void writePcap(PcapWriter writer, CaptureFormat format) throws IOException {
        long seconds = reader.epochSeconds();
        int nanos = saneNanos();
        if (seconds < 0 || seconds > SECONDS_MAX) {
            alteredTimes++;
            seconds = Math.clamp(seconds, 0, SECONDS_MAX);
        }
        if (!reader.hasTime()) {
            missingTimes++;
        }
        if (format != CaptureFormat.PCAP_NANOS && nanos % 1000 != 0) {
            roundedTimes++;
        }
        writer.write(
                seconds,
                nanos,
                reader.octets(),
                reader.offset(),
                reader.capturedLengthOctets(),
                reader.wireLengthOctets());
        packets++;
    }

    ConversionResult result() {
        return new ConversionResult(
                packets,
                otherLinkTypes,
                Math.max(0, interfacesSeen - 1),
                comments,
                otherOptions,
                roundedTimes,
                alteredTimes,
                missingTimes,
                reader.passedBlocks(),
                linkTypeFlags,
                reader.damage());
    }
}
