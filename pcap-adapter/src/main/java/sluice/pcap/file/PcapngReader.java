package sluice.pcap.file;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * pcapng: sections, each with a header, interface descriptions, and packets that name an interface.
 *
 * <p>With {@link Strictness#LIBPCAP} as libpcap 1.10.3 ({@code sf-pcapng.c}): there must be an
 * interface before the first packet, all interfaces must agree, a later section header sets only
 * the interface numbers back. Otherwise each section has its own byte order and each interface its
 * own link type.
 */
final class PcapngReader extends CaptureReader {
    /** How many interfaces a section may have; a file of nothing else must not fill the memory. */
    static final int INTERFACES_MAX = 65_536;

    private static final int KEPT_OPTION_OCTETS_MAX = 4 * 1024 * 1024;
    private static final int SECTION_HEADER_OCTETS_MIN = 28;
    private static final int SECTION_HEADER_OCTETS_MAX = 1024 * 1024;
    private static final int SECTION_FIXED_OCTETS = 16;
    private static final int ENHANCED_FIXED_OCTETS = 20;

    private final BlockFramer framer;
    private final boolean libpcap;
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final List<CaptureInterface> interfacesView = Collections.unmodifiableList(interfaces);
    private final List<TickScale> scales = new ArrayList<>();
    private final PassedBlockCounter passed = new PassedBlockCounter();

    private List<PcapngOption> sectionOptions = List.of();
    private int sectionNumber;
    private int keptOptionOctets;

    /** With libpcap: what all packets have. */
    private LinkType linkType = LinkType.NULL;

    private int snapLength;
    private boolean anyInterface;

    private int interfaceId = -1;
    private long ticks;
    private boolean timed;
    private boolean custom;
    private int optionsStart;
    private int optionsEnd;

    private PcapngReader(ByteSource source, Strictness strictness, boolean bigEndian) {
        super(source, strictness);
        this.libpcap = strictness == Strictness.LIBPCAP;
        this.framer = new BlockFramer(source, strictness, bigEndian);
    }

    /** Reads the first section header and goes on to the first interface. */
    static CaptureReader open(ByteSource source, Strictness strictness) throws IOException {
        if (!source.has(BlockFramer.HEADER_OCTETS + 4)) {
            return ReaderOpening.unknown(source, strictness);
        }
        int magic = FileOctets.i32(source.octets, source.position + 8, false);
        boolean bigEndian = magic == Integer.reverseBytes(BlockFramer.BYTE_ORDER_MAGIC);
        if (!bigEndian && magic != BlockFramer.BYTE_ORDER_MAGIC) {
            return ReaderOpening.unknown(source, strictness);
        }
        PcapngReader reader = new PcapngReader(source, strictness, bigEndian);
        // Wireshark may show a custom block before the first interface.
        if (reader.readFirstSection() && strictness != Strictness.WIRESHARK) {
            reader.readFirstInterface();
        }
        return reader;
    }

    private boolean readFirstSection() throws IOException {
        boolean bigEndian = framer.bigEndian;
        long total = FileOctets.u32(source.octets, source.position + 4, bigEndian);
        if (total < SECTION_HEADER_OCTETS_MIN || total > SECTION_HEADER_OCTETS_MAX) {
            refused(CaptureDamage.Kind.SECTION_HEADER_LENGTH, 0, total, SECTION_HEADER_OCTETS_MAX);
            return false;
        }
        int length = (int) total;
        if (!source.has(length)) {
            int known = BlockFramer.HEADER_OCTETS + 4;
            refused(CaptureDamage.Kind.CUT_BLOCK, 0, source.available() - known, total - known);
            return false;
        }
        int body = source.position + BlockFramer.HEADER_OCTETS;
        long version = version(body, bigEndian);
        if (!isKnown(version)) {
            refused(CaptureDamage.Kind.UNSUPPORTED_VERSION, 0, version, 1L << 16);
            return false;
        }
        source.position += length;
        keepSectionOptions(body, source.position - BlockFramer.TRAILER_OCTETS);
        return true;
    }

    private long version(int body, boolean bigEndian) {
        return ((long) FileOctets.u16(source.octets, body + 4, bigEndian) << 16)
                | FileOctets.u16(source.octets, body + 6, bigEndian);
    }

    /** 1.0; and 1.2, which some writer made of it (the drafts say to take it as 1.0). */
    private static boolean isKnown(long version) {
        return version == 0x1_0000 || version == 0x1_0002;
    }

    private void keepSectionOptions(int body, int end) {
        sectionOptions =
                PcapngOption.list(
                        source.octets, body + SECTION_FIXED_OCTETS, end, framer.bigEndian);
    }

    private void readFirstInterface() throws IOException {
        while (damage == null && !anyInterface) {
            switch (framer.read()) {
                case END -> {
                    if (libpcap) {
                        refused(CaptureDamage.Kind.NO_INTERFACES, source.offset(), 0, 1);
                    }
                    return;
                }
                case DAMAGE -> refused(framer.failure, framer.offset, framer.found, framer.allowed);
                case BLOCK -> beforeFirstInterface();
            }
        }
    }

    private void beforeFirstInterface() {
        switch (framer.type) {
            case BlockFramer.INTERFACE -> addInterface();
            case BlockFramer.ENHANCED_PACKET, BlockFramer.SIMPLE_PACKET, BlockFramer.OLD_PACKET ->
                    refused(CaptureDamage.Kind.PACKET_BEFORE_INTERFACE, framer.offset, 0, 1);
            case BlockFramer.SECTION -> {
                // libpcap passes over a second section header here, whatever it says.
                if (!libpcap) {
                    startSection();
                }
            }
            default -> passed.count(framer.type);
        }
        CaptureDamage known = damage;
        if (known != null && !known.atOpen()) {
            refused(known.kind(), known.offsetOctets(), known.found(), known.allowed());
        }
    }

    @Override
    public boolean next() throws IOException {
        optionsStart = 0;
        optionsEnd = 0;
        while (damage == null) {
            switch (framer.read()) {
                case END -> {
                    forgetPacket();
                    return false;
                }
                case DAMAGE -> {
                    return damaged(framer.failure, framer.offset, framer.found, framer.allowed);
                }
                case BLOCK -> {
                    if (take()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Uses the block just read; true if it is a packet. */
    private boolean take() {
        return switch (framer.type) {
            case BlockFramer.ENHANCED_PACKET -> enhancedPacket();
            case BlockFramer.OLD_PACKET -> oldPacket();
            case BlockFramer.SIMPLE_PACKET -> simplePacket();
            case BlockFramer.INTERFACE -> addInterface();
            case BlockFramer.SECTION -> startSection();
            case BlockFramer.CUSTOM, BlockFramer.CUSTOM_NO_COPY -> customBlock();
            default -> passed.count(framer.type);
        };
    }

    private boolean enhancedPacket() {
        if (framer.bodyEnd - framer.bodyStart < ENHANCED_FIXED_OCTETS) {
            return bodyShort();
        }
        int at = framer.bodyStart;
        return packet(FileOctets.u32(source.octets, at, framer.bigEndian), at + 4);
    }

    /** The old block differs in its first four octets: 16 bits of interface, 16 of drops. */
    private boolean oldPacket() {
        if (framer.bodyEnd - framer.bodyStart < ENHANCED_FIXED_OCTETS) {
            return bodyShort();
        }
        int at = framer.bodyStart;
        return packet(FileOctets.u16(source.octets, at, framer.bigEndian), at + 4);
    }

    private boolean packet(long interfaceNumber, int at) {
        byte[] octets = source.octets;
        boolean bigEndian = framer.bigEndian;
        long ticksInFile =
                (FileOctets.u32(octets, at, bigEndian) << 32)
                        | FileOctets.u32(octets, at + 4, bigEndian);
        long captured = FileOctets.u32(octets, at + 8, bigEndian);
        long wire = FileOctets.u32(octets, at + 12, bigEndian);
        return place(interfaceNumber, ticksInFile, true, captured, wire, at + 16);
    }

    private boolean simplePacket() {
        int at = framer.bodyStart;
        if (framer.bodyEnd - at < 4) {
            return bodyShort();
        }
        if (interfaces.isEmpty()) {
            return unknownInterface(0);
        }
        long wire = FileOctets.u32(source.octets, at, framer.bigEndian);
        long limit = libpcap ? snapLength : interfaces.getFirst().snapLengthOctets();
        long captured = libpcap || limit != 0 ? Math.min(wire, limit) : wire;
        return place(0, 0, false, captured, wire, at + 4);
    }

    private boolean place(
            long interfaceNumber,
            long ticksInFile,
            boolean hasTime,
            long captured,
            long wire,
            int data) {
        if (interfaceNumber >= interfaces.size()) {
            return unknownInterface(interfaceNumber);
        }
        int number = (int) interfaceNumber;
        if (libpcap ? captured > snapLength : captured > capturedMax(number)) {
            return damaged(
                    libpcap
                            ? CaptureDamage.Kind.CAPTURED_OVER_SNAP_LENGTH
                            : CaptureDamage.Kind.CAPTURED_OVER_MAXIMUM,
                    framer.offset,
                    captured,
                    libpcap ? snapLength : capturedMax(number));
        }
        if (captured > framer.bodyEnd - data) {
            return bodyShort();
        }
        packetOffset = data;
        capturedOctets = (int) captured;
        wireOctets = wire;
        interfaceId = number;
        timed = hasTime;
        custom = false;
        ticks = ticksInFile;
        TickScale scale = scales.get(number);
        boolean shown = hasTime || libpcap;
        seconds = shown ? scale.seconds(ticksInFile) : 0;
        nanos = shown ? scale.nanos(ticksInFile) : 0;
        int padded = FileOctets.padded(capturedOctets);
        optionsStart = framer.type == BlockFramer.SIMPLE_PACKET ? framer.bodyEnd : data + padded;
        optionsEnd = framer.bodyEnd;
        packetCount++;
        return true;
    }

    private int capturedMax(int number) {
        return interfaces.get(number).linkType().capturedOctetsMax();
    }

    /** Wireshark shows a custom block as a record of what follows its enterprise number. */
    private boolean customBlock() {
        passed.count(framer.type);
        if (strictness != Strictness.WIRESHARK) {
            return false;
        }
        int length = framer.bodyEnd - framer.bodyStart - 4;
        if (length < 0) {
            return bodyShort();
        }
        forgetPacket();
        packetOffset = framer.bodyStart + 4;
        capturedOctets = length;
        wireOctets = length;
        interfaceId = -1;
        timed = false;
        custom = true;
        optionsStart = framer.bodyEnd;
        optionsEnd = framer.bodyEnd;
        packetCount++;
        return true;
    }

    private boolean bodyShort() {
        return damaged(
                CaptureDamage.Kind.BLOCK_BODY_SHORT, framer.offset, framer.type & 0xffff_ffffL, 0);
    }

    private boolean unknownInterface(long number) {
        return damaged(
                CaptureDamage.Kind.UNKNOWN_INTERFACE, framer.offset, number, interfaces.size());
    }

    private boolean addInterface() {
        InterfaceBlock block =
                new InterfaceBlock(
                        source.octets, framer.bodyStart, framer.bodyEnd, framer.bigEndian, libpcap);
        if (!block.holdsFixedFields()) {
            return bodyShort();
        }
        if (anyInterface && libpcap && !agrees(block)) {
            return false;
        }
        if (interfaces.size() == INTERFACES_MAX) {
            return damaged(
                    CaptureDamage.Kind.TOO_MANY_INTERFACES,
                    framer.offset,
                    INTERFACES_MAX + 1,
                    INTERFACES_MAX);
        }
        if (!block.readOptions() && block.failure != null) {
            return damaged(block.failure, framer.offset, block.found, block.allowed);
        }
        boolean room = block.optionOctets() <= KEPT_OPTION_OCTETS_MAX - keptOptionOctets;
        if (room) {
            keptOptionOctets += block.optionOctets();
        }
        CaptureInterface description = block.toInterface(interfaces.size(), room);
        interfaces.add(description);
        scales.add(
                new TickScale(
                        description.resolution(), description.timeOffsetSeconds(), strictness));
        framer.allowFor(description.linkType());
        if (!anyInterface) {
            anyInterface = true;
            linkType = description.linkType();
            snapLength = linkType.adjustedSnapLength(block.snapLengthField());
        }
        return false;
    }

    /**
     * libpcap compares the LINKTYPE of a further interface with the DLT of the first: two
     * interfaces of raw IP (101, DLT 12) do not agree with each other.
     */
    private boolean agrees(InterfaceBlock block) {
        LinkType other = block.linkType();
        if (linkType.dlt() != other.number()) {
            return damaged(
                    CaptureDamage.Kind.LINK_TYPE_DIFFERS,
                    framer.offset,
                    other.number(),
                    linkType.number());
        }
        int inFile = block.snapLengthField();
        if (snapLength != linkType.adjustedSnapLength(inFile)) {
            return damaged(
                    CaptureDamage.Kind.SNAP_LENGTH_DIFFERS,
                    framer.offset,
                    inFile & 0xffff_ffffL,
                    snapLength);
        }
        return true;
    }

    /** A further section: its interfaces are counted from 0 again. */
    private boolean startSection() {
        int body = framer.bodyStart;
        if (framer.bodyEnd - body < SECTION_FIXED_OCTETS) {
            return bodyShort();
        }
        int magic = FileOctets.i32(source.octets, body, framer.bigEndian);
        if (magic != BlockFramer.BYTE_ORDER_MAGIC) {
            boolean reversed = magic == Integer.reverseBytes(BlockFramer.BYTE_ORDER_MAGIC);
            return damaged(
                    reversed
                            ? CaptureDamage.Kind.SECTION_BYTE_ORDER_DIFFERS
                            : CaptureDamage.Kind.SECTION_BYTE_ORDER_BAD,
                    framer.offset,
                    magic & 0xffff_ffffL,
                    BlockFramer.BYTE_ORDER_MAGIC);
        }
        long version = version(body, framer.bigEndian);
        if (version >>> 16 != 1) {
            return damaged(CaptureDamage.Kind.SECTION_VERSION, framer.offset, version >>> 16, 1);
        }
        if (!libpcap && !isKnown(version)) {
            return damaged(
                    CaptureDamage.Kind.UNSUPPORTED_VERSION, framer.offset, version, 1L << 16);
        }
        interfaces.clear();
        scales.clear();
        keptOptionOctets = 0;
        sectionNumber++;
        keepSectionOptions(body, framer.bodyEnd);
        return false;
    }

    /** The packet's time as the file counts it. */
    long ticks() {
        return ticks;
    }

    @Override
    public boolean hasTime() {
        return timed;
    }

    @Override
    public boolean isPacket() {
        return !custom;
    }

    @Override
    public LinkType linkType() {
        return interfaceId >= 0 && interfaceId < interfaces.size()
                ? interfaces.get(interfaceId).linkType()
                : linkType;
    }

    @Override
    public int interfaceId() {
        return interfaceId;
    }

    @Override
    public int sectionNumber() {
        return sectionNumber;
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return interfacesView;
    }

    @Override
    public List<PcapngOption> options() {
        return PcapngOption.list(source.octets, optionsStart, optionsEnd, framer.bigEndian);
    }

    @Override
    public List<PcapngOption> sectionOptions() {
        return sectionOptions;
    }

    @Override
    public PassedBlocks passedBlocks() {
        return passed.counts();
    }

    @Override
    public CaptureFormat format() {
        return CaptureFormat.PCAPNG;
    }

    @Override
    public ByteOrder byteOrder() {
        return framer.bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public long snapLengthOctets() {
        return interfaceId >= 0 && interfaceId < interfaces.size()
                ? interfaces.get(interfaceId).snapLengthOctets()
                : snapLength;
    }
}
