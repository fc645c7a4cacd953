package sluice.pcap.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An interface to be described in a pcapng.
 *
 * @param linkType of its packets
 * @param snapLengthOctets its snap length, 0..2^32-1; 0 means no limit
 * @param resolution of its packets' times
 * @param timeOffsetSeconds to be added to them by readers
 * @param options all others, in this order, without if_tsresol and if_tsoffset
 */
public record InterfaceOptions(
        LinkType linkType,
        long snapLengthOctets,
        TimeResolution resolution,
        long timeOffsetSeconds,
        List<PcapngOption> options) {

    /** Refuses what an interface description cannot hold: a caller's mistake. */
    public InterfaceOptions {
        Objects.requireNonNull(resolution, "resolution");
        options = List.copyOf(options);
        if (linkType.number() > 0xffff) {
            throw new IllegalArgumentException("link type " + linkType + " has over 16 bits");
        }
        if (snapLengthOctets < 0 || snapLengthOctets > 0xffff_ffffL) {
            throw new IllegalArgumentException("snap length " + snapLengthOctets);
        }
    }

    /** Nanoseconds and the usual snap length; no name yet. */
    public static InterfaceOptions of(LinkType linkType) {
        return new InterfaceOptions(
                linkType, LinkType.CAPTURED_OCTETS_MAX, TimeResolution.NANOS, 0, List.of());
    }

    /** The same with a name, such as {@code eth0}. */
    public InterfaceOptions named(String name) {
        return with(PcapngOption.ofText(PcapngOption.INTERFACE_NAME, name));
    }

    /** The same with a description for people. */
    public InterfaceOptions described(String description) {
        return with(PcapngOption.ofText(PcapngOption.INTERFACE_DESCRIPTION, description));
    }

    /** The same with one more option. */
    public InterfaceOptions with(PcapngOption option) {
        List<PcapngOption> more = new ArrayList<>(options);
        more.add(option);
        return new InterfaceOptions(
                linkType, snapLengthOctets, resolution, timeOffsetSeconds, more);
    }

    /** The same with another resolution. */
    public InterfaceOptions withResolution(TimeResolution newResolution) {
        return new InterfaceOptions(
                linkType, snapLengthOctets, newResolution, timeOffsetSeconds, options);
    }
}
