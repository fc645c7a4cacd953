package sluice.cli;

import java.util.List;

/**
 * The map of systems that Sluice is to emulate, row by row. Which scenarios show a row is said by
 * the scenarios themselves ({@code covers}); what of a row no scenario shows yet is said here.
 */
final class FeatureMap {
    private static final String NOTHING_YET = "all of it";

    private FeatureMap() {}

    /**
     * One system.
     *
     * @param row its number, which never changes
     * @param title what it is
     * @param missing what no scenario shows yet; empty if it is shown whole
     */
    record Row(String row, String title, String missing) {}

    static final List<Row> ROWS =
            List.of(
                    row("S1", "Windows turns its own traffic round above NDIS", ""),
                    row("S2", "Microsoft Loopback Adapter and the route through it", ""),
                    row("S3", "Linux sends its own traffic through lo", ""),
                    row("S4", "netfilter: five points, priorities, five verdicts", ""),
                    row("S5", "Linux protocol handlers beside IP and ARP", ""),
                    row("S6", "Windows filter layers, inserted while running", ""),
                    row("S7", "Virtual-machine bridge that picks its NIC", ""),
                    row("S8", "Winsock layered service provider", ""),
                    row("S9", "Windows 2000 packet-filter interface", ""),
                    row("S10", "Replaced Winsock DLL", ""),
                    row("S11", "TDI filter driver", ""),
                    row("S12", "NDIS intermediate driver between protocol and miniport", ""),
                    row("S13", "Windows 2000 filter-hook driver", ""),
                    row("S14", "NDIS-hook driver on a protocol's open blocks", ""),
                    row("S15", "A user program decides about every packet", ""),
                    row("S16", "Event notification between driver and program", ""),
                    row("S17", "Priority of the deciding thread", ""),
                    row("S18", "Ring buffer between driver and program", ""),
                    row(
                            "S19",
                            "Buffered I/O against shared memory",
                            "TCP below 60 %: see explanation/interception-cost.md"),
                    row(
                            "S20",
                            "Pending sends pace the sender",
                            "TCP that settles at 70 % under early success: here it keeps all"),
                    row("S20b", "Reset of pended sends", ""),
                    row("S21", "Back to pass-through when the program ends", ""),
                    row("S22", "Bump in the stack: ESP and PPPoE", ""),
                    row(
                            "S23",
                            "Capture filter compiled to BPF",
                            "what compiling gains: measured in explanation/speed.md, not by a"
                                    + " scenario"),
                    row("S24", "Capture buffer in the kernel", ""),
                    row("S25", "Copy thresholds of a capture", ""),
                    row("S26", "Raw send", ""),
                    row("S27", "Statistics mode", ""),
                    row("S28", "Dump to disk in the kernel", ""),
                    row("S29", "Promiscuous mode and packet filters", ""),
                    row("S30", "NDIS roles and their registration", ""),
                    row("S31", "Receive path function by function", ""),
                    row("S32", "Sniffer of five modules", ""),
                    row("S33", "Decoding", ""),
                    row("S34", "Record header of a sniffer", ""),
                    row("S35", "Loss of a sniffer under load", ""),
                    row("S36", "Raw sockets instead of a driver", ""),
                    row("S37", "A UDP send in five stages on Linux", ""),
                    row("S38", "Where the capture tap sits", ""),
                    row("S39", "tun", ""),
                    row("S40", "tap", ""),
                    row("S41", "Captures of tun and tap", ""),
                    row("S42", "A VPN over tun, a switch over tap", ""),
                    row("B1", "Visibility matrix", "Linux; all cells of Windows: sluice matrix"),
                    row(
                            "B2",
                            "Driver verifier",
                            "most rules of NDIS: one of a driver is shown, and those of hooks"),
                    row("B3", "Conservation of packets", ""),
                    row("B4", "Replayable schedules", "shrinking to the smallest schedule"),
                    row("B5", "One policy, many places", ""),
                    row("B6", "Firewall rehearsal", "rule by rule: sluice firewall test"),
                    row("B7", "Every layer is a capture", ""),
                    row("B8", "The real world attached"),
                    row("B9", "A page to look at"),
                    row("B10", "Sweeps"));

    private static Row row(String row, String title) {
        return new Row(row, title, NOTHING_YET);
    }

    private static Row row(String row, String title, String missing) {
        return new Row(row, title, missing);
    }
}
