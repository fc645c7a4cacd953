package sluice.sniffer.live;

import java.util.ArrayList;
import java.util.List;
import sluice.live.DeviceOpening;
import sluice.pcap.live.LibpcapHandle;
import sluice.pcap.live.LibpcapInterface;
import sluice.pcap.live.LibpcapOptions;
import sluice.pcap.os.Interfaces;
import sluice.sniffer.Adapter;

/** What can be captured on here. */
public final class LiveAdapters {
    private static final String ANY = "any";
    private static final int LITTLE_OCTETS = 1 << 16;

    private LiveAdapters() {}

    /**
     * The interfaces, each with whether it can be used. To know, each is opened for a moment,
     * without changing anything on it; libpcap's own sources other than {@code any} are not, since
     * opening one of them can take packets from somebody else.
     */
    public static List<Adapter> list() {
        List<Adapter> adapters = new ArrayList<>();
        for (LibpcapInterface each : LibpcapHandle.list()) {
            boolean tried = each.name().equals(ANY) || Interfaces.find(each.name()).isPresent();
            adapters.add(
                    tried
                            ? tried(each)
                            : new Adapter(
                                    each.name(),
                                    "",
                                    each.description(),
                                    "",
                                    "not tried: no network interface"));
        }
        return adapters;
    }

    private static Adapter tried(LibpcapInterface found) {
        var options =
                new LibpcapOptions(
                        found.name(),
                        LibpcapOptions.SNAP_OCTETS_MAX,
                        false,
                        LibpcapOptions.Direction.BOTH,
                        LITTLE_OCTETS,
                        false);
        String linkType = "";
        String problem = "";
        switch (LibpcapHandle.open(options)) {
            case DeviceOpening.Refused<LibpcapHandle>(var why) -> problem = why.reason();
            case DeviceOpening.Opened<LibpcapHandle>(var handle) -> {
                linkType = handle.linkType().toString();
                handle.close();
            }
        }
        return new Adapter(
                found.name(), found.up() ? "up" : "down", found.description(), linkType, problem);
    }
}
