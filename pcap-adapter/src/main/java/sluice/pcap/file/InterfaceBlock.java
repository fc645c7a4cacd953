package sluice.pcap.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an interface description block: link type, reserved, snap length, options. The
 * strict checks are libpcap 1.10.3's ({@code process_idb_options}); otherwise an odd option is
 * passed over and the last one wins, as in Wireshark.
 */
final class InterfaceBlock {
    static final int FIXED_OCTETS = 8;

    private static final int OPTION_HEADER_OCTETS = 4;

    private final byte[] octets;
    private final int start;
    private final int end;
    private final boolean bigEndian;
    private final boolean strict;

    private TimeResolution resolution = TimeResolution.MICROS;
    private long timeOffsetSeconds;
    private boolean resolutionSeen;
    private boolean timeOffsetSeen;

    CaptureDamage.@Nullable Kind failure;
    long found;
    long allowed;

    InterfaceBlock(byte[] octets, int start, int end, boolean bigEndian, boolean strict) {
        this.octets = octets;
        this.start = start;
        this.end = end;
        this.bigEndian = bigEndian;
        this.strict = strict;
    }

    /** True if there is room for the fixed fields. */
    boolean holdsFixedFields() {
        return end - start >= FIXED_OCTETS;
    }

    LinkType linkType() {
        return new LinkType(FileOctets.u16(octets, start, bigEndian));
    }

    int snapLengthField() {
        return FileOctets.i32(octets, start + 4, bigEndian);
    }

    int optionOctets() {
        return end - start - FIXED_OCTETS;
    }

    /** False if an option is refused; {@link #failure} then says why. */
    boolean readOptions() {
        int at = start + FIXED_OCTETS;
        while (at < end) {
            if (end - at < OPTION_HEADER_OCTETS) {
                return refuse(CaptureDamage.Kind.BLOCK_BODY_SHORT, BlockFramer.INTERFACE, 0);
            }
            int code = FileOctets.u16(octets, at, bigEndian);
            int length = FileOctets.u16(octets, at + 2, bigEndian);
            at += OPTION_HEADER_OCTETS;
            if (FileOctets.padded(length) > end - at) {
                return refuse(CaptureDamage.Kind.BLOCK_BODY_SHORT, BlockFramer.INTERFACE, 0);
            }
            switch (code) {
                case PcapngOption.END_OF_OPTIONS -> {
                    return length == 0 || refuse(CaptureDamage.Kind.END_OPTION_LENGTH, length, 0);
                }
                case PcapngOption.INTERFACE_TIME_RESOLUTION -> {
                    if (!readResolution(at, length)) {
                        return false;
                    }
                }
                case PcapngOption.INTERFACE_TIME_OFFSET -> {
                    if (!readTimeOffset(at, length)) {
                        return false;
                    }
                }
                default -> {
                    // Kept with the others, see CaptureInterface.options.
                }
            }
            at += FileOctets.padded(length);
        }
        return true;
    }

    private boolean readResolution(int at, int length) {
        if (length != 1) {
            return refuse(CaptureDamage.Kind.RESOLUTION_LENGTH, length, 1);
        }
        if (resolutionSeen && strict) {
            return refuse(CaptureDamage.Kind.RESOLUTION_TWICE, 2, 1);
        }
        resolutionSeen = true;
        resolution = new TimeResolution(octets[at] & 0xff);
        return resolution.isCountable()
                || refuse(CaptureDamage.Kind.RESOLUTION_TOO_FINE, resolution.code(), 0);
    }

    private boolean readTimeOffset(int at, int length) {
        if (length != 8) {
            return refuse(CaptureDamage.Kind.TIME_OFFSET_LENGTH, length, 8);
        }
        if (timeOffsetSeen && strict) {
            return refuse(CaptureDamage.Kind.TIME_OFFSET_TWICE, 2, 1);
        }
        timeOffsetSeen = true;
        timeOffsetSeconds = FileOctets.i64(octets, at, bigEndian);
        return true;
    }

    /** Only the strict reader refuses; the other goes on as if nothing had been there. */
    private boolean refuse(CaptureDamage.Kind kind, long foundThere, long allowedThere) {
        if (!strict) {
            return true;
        }
        failure = kind;
        found = foundThere;
        allowed = allowedThere;
        return false;
    }

    /** What was read; with all options if {@code withOptions}. */
    CaptureInterface toInterface(int id, boolean withOptions) {
        List<PcapngOption> options =
                withOptions
                        ? PcapngOption.list(octets, start + FIXED_OCTETS, end, bigEndian)
                        : List.of();
        return new CaptureInterface(
                id,
                linkType(),
                snapLengthField() & 0xffff_ffffL,
                resolution,
                timeOffsetSeconds,
                options);
    }
}
