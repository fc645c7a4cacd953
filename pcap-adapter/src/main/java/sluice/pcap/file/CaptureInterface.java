package sluice.pcap.file;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An interface as a pcapng describes it.
 *
 * @param id its number within the section, from 0
 * @param linkType what its packets begin with
 * @param snapLengthOctets its snap length, 0..2^32-1; 0 means no limit
 * @param resolution how finely its packets' times are counted
 * @param timeOffsetSeconds seconds added to them
 * @param options all its options as they stand; left out beyond a budget of a few MiB per section
 */
public record CaptureInterface(
        int id,
        LinkType linkType,
        long snapLengthOctets,
        TimeResolution resolution,
        long timeOffsetSeconds,
        List<PcapngOption> options) {

    /** Copies the options. */
    public CaptureInterface {
        Objects.requireNonNull(linkType, "linkType");
        Objects.requireNonNull(resolution, "resolution");
        options = List.copyOf(options);
    }

    /** Its name, such as {@code eth0}. */
    public Optional<String> name() {
        return text(PcapngOption.INTERFACE_NAME);
    }

    /** What it is, for people. */
    public Optional<String> description() {
        return text(PcapngOption.INTERFACE_DESCRIPTION);
    }

    private Optional<String> text(int code) {
        return options.stream()
                .filter(option -> option.code() == code)
                .findFirst()
                .map(PcapngOption::text);
    }
}
